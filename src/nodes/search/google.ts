import { int, str } from '../../engine/property.js';
import { recordsAt } from './listing.js';
import { count, location, query } from './properties.js';
import { detailSearch, listSearch, picturesOf, resultsOf, searchType } from './search-type.js';

const keyword = query;

export const GoogleSearch = listSearch({
  type: 'search.google.GoogleSearch',
  title: 'Google Search',
  description: 'Searches the web with Google, and gives the results with their links and excerpts.',
  tags: ['google', 'web', 'search'],
  properties: { keyword, num_results: count() },
  needs: ['keyword'],
  engine: 'google_light',
  ask: { q: 'keyword', num: 'num_results' },
  results: 'organic_results',
  layout: { lines: [{ at: 'link' }, { at: 'date', label: 'Date' }, { at: 'snippet' }] },
});

export const GoogleNews = listSearch({
  type: 'search.google.GoogleNews',
  title: 'Google News',
  description: 'Searches current news with Google.',
  tags: ['google', 'news', 'search'],
  properties: { keyword, num_results: count() },
  needs: ['keyword'],
  engine: 'google_news',
  ask: { q: 'keyword' },
  results: 'news_results',
  layout: { lines: [{ at: 'link' }, { at: 'source', label: 'Source' }, { at: 'date', label: 'Date' }] },
});

export const GoogleImages = searchType(
  {
    type: 'search.google.GoogleImages',
    title: 'Google Images',
    description: 'Finds pictures with Google: by words, or such that look like the picture at an address.',
    tags: ['google', 'image', 'search'],
    properties: {
      keyword,
      image_url: str('', { description: 'Address of a picture to find others like it; counts instead of the words.' }),
      num_results: count(20),
    },
    needs: [],
    engine: ({ image_url: url }) => (url === '' ? 'google_images' : 'google_reverse_image'),
    ask: {
      q: ({ keyword: words, image_url: url }) => {
        if (words === '' && url === '') throw new Error("One of 'keyword' or 'image_url' is required.");
        return url === '' ? String(words) : null;
      },
      image_url: 'image_url',
    },
  },
  { output: 'list[image]' },
  (answer, values) => {
    const found = recordsAt(answer, 'images_results|image_results|inline_images').filter(
      ({ original, thumbnail }) => original ?? thumbnail,
    );
    return { output: picturesOf(resultsOf({ results: () => found }, answer, values), 'original|thumbnail') };
  },
);

export const GoogleFinance = detailSearch({
  type: 'search.google.GoogleFinance',
  title: 'Google Finance',
  description: 'Looks up a share, an index or a currency with Google Finance.',
  tags: ['google', 'finance', 'stocks', 'market'],
  properties: { query, window: str('', { description: 'Span of time, such as 1D, 5D, 1M, 6M, 1Y, 5Y or MAX.' }) },
  needs: ['query'],
  engine: 'google_finance',
  ask: { q: 'query', window: ({ window }) => (window === '' ? null : String(window).toUpperCase()) },
  output: 'dict[str,any]',
});

export const GoogleJobs = listSearch({
  type: 'search.google.GoogleJobs',
  title: 'Google Jobs',
  description: 'Searches offers of work with Google.',
  tags: ['google', 'jobs', 'search'],
  properties: { query, location, num_results: count() },
  needs: ['query'],
  engine: 'google_jobs',
  ask: { q: 'query', location: 'location' },
  results: 'jobs_results',
  layout: {
    lines: [
      { at: 'company_name', label: 'Company' },
      { at: 'location', label: 'Location' },
      { at: 'via', label: 'Via' },
      { at: 'extensions', label: 'Details' },
    ],
  },
});

export const GoogleLens = searchType(
  {
    type: 'search.google.GoogleLens',
    title: 'Google Lens',
    description: 'Finds pages and pictures that show the same as the picture at an address.',
    tags: ['google', 'lens', 'image', 'search'],
    properties: { image_url: str('', { description: 'Address of the picture.' }), num_results: count() },
    needs: ['image_url'],
    engine: 'google_lens',
    ask: { url: 'image_url' },
  },
  { results: 'list[dict]', images: 'list[image]' },
  (answer, values) => {
    const results = resultsOf({ results: 'visual_matches' }, answer, values);
    return { results, images: picturesOf(results, 'image|image.link|thumbnail') };
  },
);

export const GoogleMaps = listSearch({
  type: 'search.google.GoogleMaps',
  title: 'Google Maps',
  description: 'Finds places and businesses with Google Maps.',
  tags: ['google', 'maps', 'places', 'search'],
  properties: { query, num_results: count() },
  needs: ['query'],
  engine: 'google_maps',
  ask: { type: () => 'search', q: 'query' },
  results: (answer) => {
    const places = recordsAt(answer, 'local_results');
    // A query that means one place is answered with that place alone.
    const { place_results: place } = answer;
    return places.length > 0 || place === undefined ? places : recordsAt({ places: [place] }, 'places');
  },
  layout: {
    lines: [
      { at: 'address' },
      { at: 'rating', label: 'Rating' },
      { at: 'reviews', label: 'Reviews' },
      { at: 'price', label: 'Price' },
      { at: 'open_state' },
    ],
  },
});

const CONDITIONS: Readonly<Record<string, string>> = {
  new: 'p_cond:new',
  used: 'p_cond:used',
  refurbished: 'p_cond:used',
};
const SORTINGS: Readonly<Record<string, string>> = {
  price_low_to_high: 'p',
  price_high_to_low: 'pd',
  review_score: 'rv',
};

export const GoogleShopping = listSearch({
  type: 'search.google.GoogleShopping',
  title: 'Google Shopping',
  description: 'Searches products and their prices with Google.',
  tags: ['google', 'shopping', 'products', 'prices'],
  properties: {
    query,
    country: str('us', { description: 'Country of the offers: two letters.' }),
    min_price: int(0, { description: 'Lowest price; 0 for none.' }),
    max_price: int(0, { description: 'Highest price; 0 for none.' }),
    condition: str('', { description: 'new, used or refurbished; empty for any.' }),
    sort_by: str('', { description: 'price_low_to_high, price_high_to_low or review_score; empty for relevance.' }),
    num_results: count(),
  },
  needs: ['query'],
  engine: 'google_shopping',
  ask: {
    q: 'query',
    gl: ({ country }) => (country === '' ? 'us' : String(country)),
    tbs: ({ min_price: min, max_price: max, condition, sort_by: sortBy }) => {
      const prices = [Number(min) > 0 ? `ppr_min:${Number(min)}` : '', Number(max) > 0 ? `ppr_max:${Number(max)}` : ''];
      const sorting = String(sortBy);
      const parts = [
        ...(prices.some(Boolean) ? ['mr:1', 'price:1', ...prices] : []),
        CONDITIONS[String(condition).toLowerCase()] ?? '',
        sorting === '' ? '' : `sort:${SORTINGS[sorting] ?? sorting}`,
      ];
      return parts.filter(Boolean).join(',') || null;
    },
  },
  results: 'shopping_results',
  layout: {
    lines: [
      { at: 'price', label: 'Price' },
      { at: 'old_price', label: 'Before' },
      { at: 'source', label: 'Source' },
      { at: 'link|product_link' },
      { at: 'rating', label: 'Rating' },
    ],
  },
});
