import { count, query } from './properties.js';
import { listSearch } from './search-type.js';

const WEB = { properties: { query, num_results: count() }, needs: ['query'] };

export const BingSearch = listSearch({
  type: 'search.bing.BingSearch',
  title: 'Bing Search',
  description: 'Searches the web with Bing.',
  tags: ['bing', 'web', 'search'],
  ...WEB,
  engine: 'bing',
  ask: { q: 'query', count: 'num_results' },
  results: 'organic_results',
  layout: {
    lines: [{ at: 'link' }, { at: 'displayed_link', label: 'URL' }, { at: 'date', label: 'Date' }, { at: 'snippet' }],
  },
});

export const BingNews = listSearch({
  type: 'search.bing.BingNews',
  title: 'Bing News',
  description: 'Searches current news with Bing.',
  tags: ['bing', 'news', 'search'],
  ...WEB,
  engine: 'bing_news',
  ask: { q: 'query', count: 'num_results' },
  results: 'organic_results|news_results',
  layout: {
    lines: [{ at: 'link' }, { at: 'source', label: 'Source' }, { at: 'date', label: 'Date' }, { at: 'snippet' }],
  },
});

export const BingImages = listSearch({
  type: 'search.bing.BingImages',
  title: 'Bing Images',
  description: 'Searches pictures with Bing.',
  tags: ['bing', 'image', 'search'],
  properties: { query, num_results: count(20) },
  needs: ['query'],
  engine: 'bing_images',
  ask: { q: 'query', count: 'num_results' },
  results: 'images_results',
  layout: { lines: [{ at: 'source', label: 'Source' }, { at: 'original' }, { at: 'size', label: 'Size' }] },
  pictures: 'original',
});

export const BingShopping = listSearch({
  type: 'search.more_engines.BingShopping',
  title: 'Bing Shopping',
  description: 'Searches products and their prices with Bing.',
  tags: ['bing', 'shopping', 'products', 'prices'],
  ...WEB,
  engine: 'bing_shopping',
  ask: { q: 'query', count: 'num_results' },
  results: 'shopping_results',
  layout: {
    lines: [
      { at: 'price', label: 'Price' },
      { at: 'seller', label: 'Seller' },
      { at: 'source', label: 'Source' },
      { at: 'rating', label: 'Rating' },
      { at: 'reviews', label: 'Reviews' },
      { at: 'link|external_link' },
    ],
  },
});

export const BingVideos = listSearch({
  type: 'search.more_engines.BingVideos',
  title: 'Bing Videos',
  description: 'Searches videos with Bing.',
  tags: ['bing', 'video', 'search'],
  ...WEB,
  engine: 'bing_videos',
  ask: { q: 'query', count: 'num_results' },
  results: 'video_results',
  layout: {
    lines: [
      { at: 'source', label: 'Source' },
      { at: 'channel', label: 'Channel' },
      { at: 'length|duration', label: 'Duration' },
      { at: 'views', label: 'Views' },
      { at: 'date', label: 'Date' },
      { at: 'link' },
    ],
  },
});

export const DuckDuckGoSearch = listSearch({
  type: 'search.duckduckgo.DuckDuckGoSearch',
  title: 'DuckDuckGo Search',
  description: 'Searches the web with DuckDuckGo.',
  tags: ['duckduckgo', 'web', 'search', 'privacy'],
  ...WEB,
  engine: 'duckduckgo',
  ask: { q: 'query' },
  results: 'organic_results',
  layout: { lines: [{ at: 'snippet' }, { at: 'displayed_link' }, { at: 'link' }] },
});

export const DuckDuckGoNews = listSearch({
  type: 'search.extended.DuckDuckGoNews',
  title: 'DuckDuckGo News',
  description: 'Searches current news with DuckDuckGo.',
  tags: ['duckduckgo', 'news', 'search'],
  ...WEB,
  engine: 'duckduckgo_news',
  ask: { q: 'query' },
  results: 'news_results',
  layout: {
    lines: [{ at: 'source', label: 'Source' }, { at: 'date', label: 'Date' }, { at: 'snippet' }, { at: 'link' }],
  },
});

export const BaiduSearch = listSearch({
  type: 'search.international.BaiduSearch',
  title: 'Baidu Search',
  description: 'Searches the web with Baidu, mostly in Chinese.',
  tags: ['baidu', 'web', 'search', 'china'],
  ...WEB,
  engine: 'baidu',
  ask: { q: 'query', rn: ({ num_results: wanted }) => Math.min(50, Math.max(1, Number(wanted))) },
  results: 'organic_results',
  layout: { lines: [{ at: 'link' }, { at: 'snippet' }] },
});

export const NaverSearch = listSearch({
  type: 'search.international.NaverSearch',
  title: 'Naver Search',
  description: 'Searches the web with Naver, mostly in Korean.',
  tags: ['naver', 'web', 'search', 'korea'],
  ...WEB,
  engine: 'naver',
  ask: { query: 'query', num: ({ num_results: wanted }) => Math.min(100, Math.max(1, Number(wanted))) },
  results: 'organic_results|web_results',
  layout: { lines: [{ at: 'link' }, { at: 'snippet' }] },
});

export const YahooSearch = listSearch({
  type: 'search.international.YahooSearch',
  title: 'Yahoo Search',
  description: 'Searches the web with Yahoo.',
  tags: ['yahoo', 'web', 'search'],
  ...WEB,
  engine: 'yahoo',
  ask: { p: 'query' },
  results: 'organic_results',
  layout: { lines: [{ at: 'link' }, { at: 'displayed_link', label: 'URL' }, { at: 'snippet' }] },
});
