import type { Property } from '../../engine/property.js';
import { of, str } from '../../engine/property.js';
import { valueAt } from './listing.js';
import { count, idOf, query } from './properties.js';
import { detailSearch, listSearch } from './search-type.js';
import type { SearchRecord } from './serp-api.js';

const price = (which: string): Property<number | null> =>
  of<number | null>('float?', null, { description: `${which} price.` });

/** One part of an answer, or all of it where it has no such part. */
const part =
  (paths: string) =>
  (answer: SearchRecord): SearchRecord =>
    // What lies there is a record in every answer of these engines; anything else is wrapped by the caller's type.
    (valueAt(answer, paths) ?? answer) as SearchRecord;

const amazonDomain = str('amazon.com', { description: 'Shop to search, for example amazon.de.' });
const ebayDomain = str('ebay.com', { description: 'Site to search, for example ebay.de.' });

export const AmazonSearch = listSearch({
  type: 'search.amazon.AmazonSearch',
  title: 'Amazon Search',
  description: 'Searches products at Amazon.',
  tags: ['amazon', 'products', 'shopping', 'prices'],
  properties: { query, amazon_domain: amazonDomain, num_results: count() },
  needs: ['query'],
  engine: 'amazon',
  ask: { k: 'query', amazon_domain: 'amazon_domain', hl: () => null, gl: () => null },
  results: 'organic_results',
  layout: {
    lines: [
      { at: 'asin', label: 'ASIN' },
      { at: 'price', label: 'Price' },
      { at: 'rating', label: 'Rating' },
      { at: 'reviews', label: 'Reviews' },
      { at: 'link_clean|link' },
    ],
  },
});

export const AmazonProduct = detailSearch({
  type: 'search.amazon.AmazonProduct',
  title: 'Amazon Product',
  description: 'Looks up a product at Amazon.',
  tags: ['amazon', 'product', 'details'],
  properties: { product_id: idOf('product (ASIN)'), amazon_domain: amazonDomain },
  needs: ['product_id'],
  engine: 'amazon_product',
  ask: { asin: 'product_id', amazon_domain: 'amazon_domain', hl: () => null, gl: () => null },
  pick: part('product_results|product_result'),
});

const EBAY_CONDITIONS: Readonly<Record<string, string>> = { new: '1000', used: '3000' };

export const EbaySearch = listSearch({
  type: 'search.ebay.EbaySearch',
  title: 'eBay Search',
  description: 'Searches offers at eBay.',
  tags: ['ebay', 'products', 'auction', 'prices'],
  properties: {
    query,
    ebay_domain: ebayDomain,
    num_results: count(),
    condition: str('', { description: 'new or used; empty for any.' }),
    min_price: price('Lowest'),
    max_price: price('Highest'),
  },
  needs: ['query'],
  engine: 'ebay',
  ask: {
    _nkw: 'query',
    ebay_domain: 'ebay_domain',
    LH_ItemCondition: ({ condition }) =>
      condition === '' ? null : (EBAY_CONDITIONS[String(condition).toLowerCase()] ?? String(condition)),
    _udlo: 'min_price',
    _udhi: 'max_price',
  },
  results: 'organic_results',
  layout: {
    lines: [
      { at: 'product_id', label: 'ID' },
      { at: 'price.raw|price', label: 'Price' },
      { at: 'condition', label: 'Condition' },
      { at: 'rating', label: 'Rating' },
      { at: 'reviews', label: 'Reviews' },
      { at: 'shipping', label: 'Shipping' },
      { at: 'link' },
    ],
  },
});

export const EbayProduct = detailSearch({
  type: 'search.ebay.EbayProduct',
  title: 'eBay Product',
  description: 'Looks up an offer at eBay.',
  tags: ['ebay', 'product', 'details'],
  properties: { product_id: idOf('offer'), ebay_domain: ebayDomain },
  needs: ['product_id'],
  engine: 'ebay_product',
  ask: { product_id: 'product_id', ebay_domain: 'ebay_domain' },
  pick: part('product_results'),
});

export const WalmartSearch = listSearch({
  type: 'search.walmart.WalmartSearch',
  title: 'Walmart Search',
  description: 'Searches products at Walmart.',
  tags: ['walmart', 'products', 'shopping', 'prices'],
  properties: {
    query,
    num_results: count(),
    sort_by: str('best_match', {
      description: 'best_match, best_seller, price_low, price_high, rating_high or new.',
    }),
    min_price: price('Lowest'),
    max_price: price('Highest'),
  },
  needs: ['query'],
  engine: 'walmart',
  ask: {
    query: 'query',
    sort: ({ sort_by: sorting }) => (sorting === '' || sorting === 'best_match' ? null : String(sorting)),
    min_price: 'min_price',
    max_price: 'max_price',
  },
  results: 'organic_results',
  layout: {
    lines: [
      { at: 'us_item_id', label: 'ID' },
      { at: 'primary_offer.offer_price', label: 'Price' },
      { at: 'rating', label: 'Rating' },
      { at: 'reviews', label: 'Reviews' },
      { at: 'seller_name', label: 'Seller' },
      { at: 'product_page_url' },
    ],
  },
});

export const WalmartProduct = detailSearch({
  type: 'search.walmart.WalmartProduct',
  title: 'Walmart Product',
  description: 'Looks up a product at Walmart.',
  tags: ['walmart', 'product', 'details'],
  properties: { product_id: idOf('product') },
  needs: ['product_id'],
  engine: 'walmart_product',
  ask: { product_id: 'product_id' },
  pick: part('product_result|product_results'),
});

export const HomeDepotSearch = listSearch({
  type: 'search.retail.HomeDepotSearch',
  title: 'Home Depot Search',
  description: 'Searches products at The Home Depot.',
  tags: ['home depot', 'products', 'shopping', 'tools'],
  properties: { query, num_results: count() },
  needs: ['query'],
  engine: 'home_depot',
  ask: { q: 'query', ps: ({ num_results: wanted }) => Math.min(48, Math.max(1, Number(wanted))) },
  results: 'products',
  layout: {
    lines: [
      { at: 'brand', label: 'Brand' },
      { at: 'price', label: 'Price' },
      { at: 'rating', label: 'Rating' },
      { at: 'model_number', label: 'Model' },
      { at: 'link' },
    ],
  },
});

export const HomeDepotProduct = detailSearch({
  type: 'search.retail.HomeDepotProduct',
  title: 'Home Depot Product',
  description: 'Looks up a product at The Home Depot.',
  tags: ['home depot', 'product', 'details'],
  properties: { product_id: idOf('product') },
  needs: ['product_id'],
  engine: 'home_depot_product',
  ask: { product_id: 'product_id' },
  pick: part('product_results|product_result'),
});

export const AppleAppStore = listSearch({
  type: 'search.retail.AppleAppStore',
  title: 'Apple App Store',
  description: 'Searches apps for Apple devices.',
  tags: ['apple', 'ios', 'apps', 'search'],
  properties: { query, num_results: count(), country: str('us', { description: 'Country as two letters.' }) },
  needs: ['query'],
  engine: 'apple_app_store',
  ask: {
    term: 'query',
    country: 'country',
    num: ({ num_results: wanted }) => Math.min(200, Math.max(1, Number(wanted))),
  },
  results: 'organic_results',
  layout: {
    lines: [
      { at: 'developer', label: 'Developer' },
      { at: 'price', label: 'Price' },
      { at: 'rating', label: 'Rating' },
      { at: 'description', label: 'Description', max: 300 },
      { at: 'link' },
    ],
  },
});
