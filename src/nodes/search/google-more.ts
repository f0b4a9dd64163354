import { choice, int, str } from '../../engine/property.js';
import { recordsAt, shownValue, valueAt } from './listing.js';
import { count, idOf, location, query } from './properties.js';
import { detailSearch, listSearch, searchType } from './search-type.js';
import type { SearchRecord } from './serp-api.js';

export const GooglePatents = listSearch({
  type: 'search.google_extra.GooglePatents',
  title: 'Google Patents',
  description: 'Searches patents and applications for patents.',
  tags: ['google', 'patents', 'search'],
  properties: {
    query,
    num_results: count(),
    sort: str('', { description: 'new or old for the newest or oldest first; empty for relevance.' }),
    inventor: str('', { description: 'Names of inventors, with commas between them.' }),
    assignee: str('', { description: 'Names of owners, with commas between them.' }),
    country: str('', { description: 'Countries as two letters, with commas between them.' }),
    status: str('', { description: 'GRANT or APPLICATION; empty for both.' }),
    language: str('', { description: 'Language, for example ENGLISH.' }),
    before_date: str('', { description: 'Latest date with its kind, as publication:20301231.' }),
    after_date: str('', { description: 'Earliest date with its kind, as filing:20301231.' }),
  },
  needs: ['query'],
  engine: 'google_patents',
  ask: {
    q: 'query',
    // The service takes 10 to 100 of a page.
    num: ({ num_results: wanted }) => Math.min(100, Math.max(10, Number(wanted))),
    sort: 'sort',
    inventor: 'inventor',
    assignee: 'assignee',
    country: 'country',
    status: 'status',
    language: 'language',
    before: 'before_date',
    after: 'after_date',
  },
  results: 'organic_results',
  layout: {
    lines: [
      { at: 'patent_id', label: 'Patent' },
      { at: 'assignee', label: 'Owner' },
      { at: 'inventor', label: 'Inventor' },
      { at: 'filing_date', label: 'Filed' },
      { at: 'grant_date', label: 'Granted' },
      { at: 'priority_date', label: 'Priority' },
      { at: 'snippet', max: 200 },
      { at: 'patent_link|link' },
    ],
  },
});

export const GoogleVideos = listSearch({
  type: 'search.google_extra.GoogleVideos',
  title: 'Google Videos',
  description: 'Searches videos on the web with Google.',
  tags: ['google', 'video', 'search'],
  properties: { query, num_results: count(), location },
  needs: ['query'],
  engine: 'google_videos',
  ask: { q: 'query', location: 'location' },
  results: 'video_results',
  layout: {
    lines: [
      { at: 'link' },
      { at: 'displayed_link', label: 'Source' },
      { at: 'duration', label: 'Duration' },
      { at: 'date', label: 'Date' },
      { at: 'snippet' },
    ],
  },
});

export const GoogleAutocomplete = searchType(
  {
    type: 'search.google_extra.GoogleAutocomplete',
    title: 'Google Autocomplete',
    description: 'Gives what Google proposes for the beginning of a search.',
    tags: ['google', 'suggestions', 'search'],
    properties: {
      query,
      language: str('', { description: 'Language as two letters; empty for English.' }),
      country: str('', { description: 'Country as two letters; empty for the United States.' }),
    },
    needs: ['query'],
    engine: 'google_autocomplete',
    ask: {
      q: 'query',
      hl: ({ language }) => String(language) || 'en',
      gl: ({ country }) => String(country) || 'us',
    },
  },
  { results: 'list[dict]', text: 'str' },
  (answer) => {
    const results = recordsAt(answer, 'suggestions');
    const lines = results.map((result, index) => `[${index + 1}] ${shownValue(result['value'] ?? '')}`);
    return { results, text: lines.join('\n') || 'No suggestions found.' };
  },
);

export const GoogleScholar = listSearch({
  type: 'search.scholar.GoogleScholar',
  title: 'Google Scholar',
  description: 'Searches scientific papers with Google Scholar.',
  tags: ['google', 'scholar', 'papers', 'science'],
  properties: { query, num_results: count() },
  needs: ['query'],
  engine: 'google_scholar',
  // The service gives at most 20 on a page.
  ask: { q: 'query', num: ({ num_results: wanted }) => Math.min(20, Math.max(1, Number(wanted))) },
  results: 'organic_results',
  layout: {
    lines: [
      { at: 'publication_info.summary' },
      { at: 'snippet' },
      { at: 'inline_links.cited_by.total', label: 'Cited by' },
      { at: 'link' },
    ],
  },
});

const AUTHOR_PARTS = ['author', 'articles', 'cited_by', 'public_access', 'co_authors'];

export const GoogleScholarAuthor = detailSearch({
  type: 'search.extended.GoogleScholarAuthor',
  title: 'Google Scholar Author',
  description: 'Looks up a scientist at Google Scholar: papers, citations and co-authors.',
  tags: ['google', 'scholar', 'author', 'science'],
  properties: { author_id: idOf('author, from the address of the profile') },
  needs: ['author_id'],
  engine: 'google_scholar_author',
  ask: { author_id: 'author_id' },
  pick: (answer) => pickParts(answer, AUTHOR_PARTS),
});

export const GoogleTrends = detailSearch({
  type: 'search.trends.GoogleTrends',
  title: 'Google Trends',
  description: 'Tells how often something is searched for over time and in which regions.',
  tags: ['google', 'trends', 'interest'],
  properties: {
    query,
    date: str('', { description: 'Span of time, as today 12-m or 2030-01-01 2030-12-31.' }),
    geo: str('', { description: 'Country or region, for example US; empty for the world.' }),
  },
  needs: ['query'],
  engine: 'google_trends',
  ask: { q: 'query', date: 'date', geo: 'geo' },
});

export const GoogleTrendingNow = listSearch({
  type: 'search.google_trends_extra.GoogleTrendingNow',
  title: 'Google Trending Now',
  description: 'Gives what many people in a country search for at the moment.',
  tags: ['google', 'trends', 'popular'],
  properties: {
    geo: str('US', { description: 'Country as two letters.' }),
    category: str('all', { description: 'Id of a category; all for any.' }),
    frequency: choice(
      'nodetool.nodes.search.google_trends_extra.TrendingFrequency',
      ['realtime', 'daily'],
      'realtime',
      { description: 'Kept for older workflows: hours says which time counts.' },
    ),
    hours: int(24, { description: 'The last 4, 24, 48 or 168 hours.' }),
  },
  needs: [],
  engine: 'google_trends_trending_now',
  ask: {
    geo: 'geo',
    hours: 'hours',
    category_id: ({ category }) => (category === '' || category === 'all' ? null : String(category)),
  },
  results: 'trending_searches|realtime_searches|daily_searches',
  layout: {
    title: 'query|title',
    lines: [
      { at: 'search_volume', label: 'Searches' },
      { at: 'increase_percentage', label: 'Increase', suffix: '%' },
      { at: 'active', label: 'Active' },
      { at: 'categories', label: 'Categories' },
      { at: 'trend_breakdown', label: 'Related', max: 200 },
    ],
  },
});

export const GooglePlaySearch = listSearch({
  type: 'search.google_play.GooglePlaySearch',
  title: 'Google Play Search',
  description: 'Searches apps and games for Android.',
  tags: ['google', 'android', 'apps', 'search'],
  properties: { query, store: str('apps', { description: 'apps or games.' }), num_results: count() },
  needs: ['query'],
  engine: 'google_play',
  ask: { q: 'query', store: 'store' },
  // The results are grouped in sections.
  results: (answer) => recordsAt(answer, 'organic_results').flatMap((section) => recordsAt(section, 'items')),
  layout: {
    lines: [
      { at: 'product_id', label: 'ID' },
      { at: 'rating', label: 'Rating' },
      { at: 'author', label: 'Developer' },
      { at: 'category', label: 'Category' },
      { at: 'downloads', label: 'Downloads' },
      { at: 'price|extracted_price', label: 'Price' },
      { at: 'description', max: 150 },
      { at: 'link' },
    ],
  },
});

export const GoogleMapsReviews = listSearch({
  type: 'search.more_engines.GoogleMapsReviews',
  title: 'Google Maps Reviews',
  description: 'Gives what people say about a place on Google Maps.',
  tags: ['google', 'maps', 'reviews'],
  properties: {
    data_id: idOf('place: data_id of a result of Google Maps'),
    sort_by: choice(
      'nodetool.nodes.search.more_engines.ReviewSortOrder',
      ['qualityScore', 'newestFirst', 'ratingHigh', 'ratingLow'],
      'qualityScore',
      { description: 'Order of the reviews.' },
    ),
    num_results: int(10, { min: 1, max: 20, description: 'Largest number of reviews.' }),
  },
  needs: ['data_id'],
  engine: 'google_maps_reviews',
  ask: { data_id: 'data_id', sort_by: 'sort_by' },
  results: 'reviews',
  header: (answer) => {
    const title = valueAt(answer, 'place_info.title');
    return title === undefined ? '' : `Place: ${shownValue(title)}\n\n`;
  },
  layout: {
    title: 'user.name',
    lines: [
      { at: 'rating', label: 'Rating' },
      { at: 'date|iso_date', label: 'Date' },
      { at: 'snippet' },
      { at: 'source', label: 'Source' },
    ],
  },
});

function pickParts(answer: SearchRecord, names: readonly string[]): SearchRecord {
  return Object.fromEntries(names.flatMap((name) => (answer[name] === undefined ? [] : [[name, answer[name]]])));
}
