import { int, str } from '../../engine/property.js';
import { ValueError } from '../python/errors.js';
import type { Line } from './listing.js';
import { detailsOf, recordsAt, shownValue, valueAt } from './listing.js';
import { count, location, positive, query } from './properties.js';
import { listSearch, searchType } from './search-type.js';
import type { SearchRecord } from './serp-api.js';

const currency = str('USD', { description: 'Currency of the prices: three letters.' });

export const GoogleEvents = listSearch({
  type: 'search.google_extra.GoogleEvents',
  title: 'Google Events',
  description: 'Finds concerts, festivals and other events with Google.',
  tags: ['google', 'events', 'search'],
  properties: { query, location, num_results: count() },
  needs: ['query'],
  engine: 'google_events',
  ask: { q: 'query', location: 'location' },
  results: 'events_results',
  layout: {
    lines: [
      { at: 'date', label: 'Date' },
      { at: 'address', label: 'Address' },
      { at: 'link' },
      { at: 'description' },
      { at: 'venue', label: 'Venue' },
    ],
  },
});

export const GoogleHotels = listSearch({
  type: 'search.google_extra.GoogleHotels',
  title: 'Google Hotels',
  description: 'Finds hotels with their prices for some nights.',
  tags: ['google', 'hotels', 'travel', 'search'],
  properties: {
    query,
    check_in_date: str('', { description: 'First day, as 2030-12-31.' }),
    check_out_date: str('', { description: 'Last day, as 2030-12-31.' }),
    adults: int(2, { description: 'Number of adults.' }),
    children: int(0, { description: 'Number of children.' }),
    currency,
    sort_by: int(0, {
      description: '3 the lowest price first, 8 the best rating, 13 the most reviews; 0 as Google does.',
    }),
    min_price: int(0, { description: 'Lowest price of a night; 0 for none.' }),
    max_price: int(0, { description: 'Highest price of a night; 0 for none.' }),
    hotel_class: int(0, { description: 'Stars, 2 to 5; 0 for any.' }),
  },
  needs: ['query', 'check_in_date', 'check_out_date'],
  engine: 'google_hotels',
  ask: {
    q: 'query',
    check_in_date: 'check_in_date',
    check_out_date: 'check_out_date',
    adults: 'adults',
    currency: 'currency',
    children: positive('children'),
    sort_by: positive('sort_by'),
    min_price: positive('min_price'),
    max_price: positive('max_price'),
    hotel_class: ({ hotel_class: stars }) => (Number(stars) >= 2 ? Number(stars) : null),
  },
  results: 'properties',
  layout: {
    title: 'name',
    lines: [
      { at: 'type', label: 'Type' },
      { at: 'hotel_class|extracted_hotel_class', label: 'Class' },
      { at: 'overall_rating', label: 'Rating' },
      { at: 'reviews', label: 'Reviews' },
      { at: 'rate_per_night.lowest', label: 'Price', suffix: '/night' },
      { at: 'total_rate.lowest', label: 'Total' },
      { at: 'description', max: 200 },
      { at: 'check_in_time', label: 'Check-in' },
      { at: 'check_out_time', label: 'Check-out' },
    ],
  },
});

const ROUND_TRIP = 1;

export const GoogleFlights = searchType(
  {
    type: 'search.google_extra.GoogleFlights',
    title: 'Google Flights',
    description: 'Finds flights with their prices and times.',
    tags: ['google', 'flights', 'travel', 'search'],
    properties: {
      departure_id: str('', { description: 'Airport to leave from: three letters, such as JFK.' }),
      arrival_id: str('', { description: 'Airport to arrive at: three letters, such as LHR.' }),
      outbound_date: str('', { description: 'Day of departure, as 2030-12-31.' }),
      return_date: str('', { description: 'Day of the way back, as 2030-12-31; a round trip needs it.' }),
      trip_type: int(ROUND_TRIP, { description: '1 round trip, 2 one way, 3 several cities.' }),
      adults: int(1, { description: 'Number of adults.' }),
      travel_class: int(1, { description: '1 economy, 2 premium economy, 3 business, 4 first.' }),
      currency,
      stops: int(0, { description: '0 any, 1 none, 2 at most one, 3 at most two.' }),
      sort_by: int(1, { description: '1 best, 2 price, 3 departure, 4 arrival, 5 duration, 6 emissions.' }),
    },
    needs: ['departure_id', 'arrival_id', 'outbound_date'],
    engine: 'google_flights',
    ask: {
      departure_id: 'departure_id',
      arrival_id: 'arrival_id',
      outbound_date: 'outbound_date',
      return_date: ({ return_date: day, trip_type: trip }) => {
        if (trip === ROUND_TRIP && day === '') throw new ValueError('Return date is required for round trip flights');
        return day === '' ? null : String(day);
      },
      type: 'trip_type',
      adults: 'adults',
      travel_class: 'travel_class',
      currency: 'currency',
      stops: positive('stops'),
      sort_by: 'sort_by',
    },
  },
  { results: 'list[dict]', text: 'str' },
  (answer) => {
    const best = recordsAt(answer, 'best_flights');
    const other = recordsAt(answer, 'other_flights');
    const prices = detailsOf(answer, PRICE_LINES).map((line) => line.trim());
    const parts = [...flightsText('Best flights', best), ...flightsText('Other flights', other), ...prices];
    return { results: [...best, ...other], text: parts.join('\n') || 'No flights found.' };
  },
);

const PRICE_LINES: readonly Line[] = [
  { at: 'price_insights.lowest_price', label: 'Lowest price' },
  { at: 'price_insights.typical_price_range', label: 'Typical range' },
];
const OPTION_LINES: readonly Line[] = [
  { at: 'price', label: 'Price' },
  { at: 'total_duration', label: 'Duration', suffix: ' min' },
  { at: 'type', label: 'Type' },
  { at: 'carbon_emissions.this_flight', label: 'CO2', suffix: ' g' },
];
const LEG_LINES: readonly Line[] = [
  { at: 'airline', label: 'Airline' },
  { at: 'flight_number', label: 'Flight' },
  { at: 'duration', label: 'Duration', suffix: ' min' },
  { at: 'travel_class', label: 'Class' },
];

function flightsText(heading: string, flights: readonly SearchRecord[]): string[] {
  if (flights.length === 0) return [];
  const options = flights.flatMap((flight, index) => [
    `[${index + 1}]`,
    ...detailsOf(flight, OPTION_LINES),
    ...recordsAt(flight, 'flights').flatMap((leg) => [`    ${legText(leg)}`, ...detailsOf(leg, LEG_LINES)]),
    ...recordsAt(flight, 'layovers').flatMap((stop) => detailsOf(stop, [{ at: 'name', label: 'Layover' }])),
    '',
  ]);
  return [`${heading}:`, ...options];
}

function legText(leg: SearchRecord): string {
  const end = (name: string): string =>
    ['name', 'id', 'time'].map((part) => shownValue(valueAt(leg, `${name}.${part}`) ?? '?')).join(', ');
  return `${end('departure_airport')} -> ${end('arrival_airport')}`;
}
