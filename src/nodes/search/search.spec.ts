import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import type { WebServer } from '../../../test/support/web-server.js';
import { plainHttp, startWebServer } from '../../../test/support/web-server.js';
import { tryNodeType } from '../try-node-type.js';
import { searchTypes } from './types.js';

const KEY = 'k&y 1';
/** What the server answers, by engine. */
let answers: Record<string, unknown> = {};
let asked: URLSearchParams[] = [];
let web: WebServer;

beforeAll(async () => {
  web = await startWebServer({
    '/search.json': ({ url }) => {
      const parameters = new URL(url, 'http://h').searchParams;
      asked.push(parameters);
      const answer = answers[parameters.get('engine') ?? ''];
      const status = parameters.get('api_key') === KEY ? 200 : 401;
      const body =
        status === 401
          ? { error: 'Invalid API key. Your API key should be here' }
          : (answer ?? { error: 'no such engine' });
      return { status, body: JSON.stringify(body) };
    },
    '/down': { status: 503, body: 'busy' },
  });
});
afterAll(() => web.close());
beforeEach(() => {
  answers = {};
  asked = [];
});

const run = async (
  type: string,
  inputs: Readonly<Record<string, unknown>>,
  secrets: Readonly<Record<string, string>> = { SERPAPI_API_KEY: KEY },
) => {
  const found = searchTypes.find((candidate) => candidate.type === `search.${type}`);
  if (!found) throw new Error(`no type ${type}`);
  const known: Readonly<Record<string, string>> = { SERPAPI_URL: `${web.url}/search.json`, ...secrets };
  const services = { http: plainHttp, secrets: { get: (name: string) => Promise.resolve(known[name] ?? null) } };
  return (await tryNodeType(found, inputs, { services })).outputs;
};

describe('a search', () => {
  it('names the secrets that it reads, so that they can come from the environment of the machine', () => {
    const able = searchTypes.filter(({ unavailable }) => unavailable === null);
    for (const { optionalSettings } of able) expect(optionalSettings).toEqual(['SERPAPI_API_KEY', 'SERPAPI_URL']);
  });

  it('asks with the key, language and country, and writes the results as text', async () => {
    answers['google_light'] = {
      organic_results: [
        {
          position: 1,
          title: 'One',
          link: 'https://e.org/1',
          snippet: 'first',
          thumbnail: 'data:image/png;base64,AAAA',
        },
        { position: 2, title: 'Two', link: 'https://e.org/2', date: 'today' },
        { position: 3, title: 'Three' },
      ],
    };
    const outputs = await run('google.GoogleSearch', { keyword: 'cats & dogs', num_results: 2 });
    expect(Object.fromEntries(asked[0] ?? [])).toEqual({
      engine: 'google_light',
      hl: 'en',
      gl: 'us',
      q: 'cats & dogs',
      num: '2',
      api_key: KEY,
    });
    expect(outputs['results']).toEqual([
      [
        { position: 1, title: 'One', link: 'https://e.org/1', snippet: 'first' },
        { position: 2, title: 'Two', link: 'https://e.org/2', date: 'today' },
      ],
    ]);
    expect(outputs['text']).toEqual([
      '[1] One\n    https://e.org/1\n    first\n\n[2] Two\n    https://e.org/2\n    Date: today\n',
    ]);
  });

  it('says that it needs a key, and which words it needs', async () => {
    await expect(run('google.GoogleSearch', { keyword: 'x' }, {})).rejects.toThrow(
      /save it as the secret SERPAPI_API_KEY/,
    );
    await expect(run('google.GoogleSearch', {})).rejects.toThrow(/keyword is empty/);
    await expect(run('yelp.YelpSearch', { query: 'x' })).rejects.toThrow(/location is empty/);
    expect(asked).toEqual([]);
  });

  it('tells what the service refuses, and never the key', async () => {
    await expect(run('bing.BingSearch', { query: 'x' }, { SERPAPI_API_KEY: 'wrong' })).rejects.toThrow(
      /search with bing failed: Invalid API key/,
    );
    await expect(run('bing.BingSearch', { query: 'x' })).rejects.toThrow('no such engine');
    const down = { SERPAPI_API_KEY: KEY, SERPAPI_URL: `${web.url}/down` };
    await expect(run('bing.BingSearch', { query: 'x' }, down)).rejects.toThrow('SerpAPI answered 503');
    const services = {
      secrets: { get: () => Promise.resolve(KEY) },
      http: { fetch: (url: string) => Promise.reject(new Error(`${url} is refused (${KEY})`)) },
    };
    const bing = searchTypes.find(({ type }) => type === 'search.bing.BingSearch');
    const failed = bing
      ? tryNodeType(
          bing,
          { query: 'x' },
          {
            services: {
              ...services,
              secrets: { get: (name) => Promise.resolve(name === 'SERPAPI_API_KEY' ? KEY : null) },
            },
          },
        )
      : Promise.resolve();
    const text = await failed.then(String, String);
    expect(text).toContain('is refused');
    expect(text).not.toContain(KEY);
    expect(text).not.toContain(encodeURIComponent(KEY));
  });

  it('finds nothing in an answer without results', async () => {
    answers['duckduckgo'] = { search_metadata: { status: 'Success' } };
    expect(await run('duckduckgo.DuckDuckGoSearch', { query: 'x' })).toEqual({ results: [[]], text: [''] });
  });
});

describe('single searches', () => {
  it('give pictures by words or by a picture', async () => {
    answers['google_images'] = {
      images_results: [{ original: 'https://e.org/a.png' }, { title: 'none' }, { thumbnail: 'https://e.org/t' }],
    };
    answers['google_reverse_image'] = { image_results: [{ thumbnail: 'https://e.org/b.png' }] };
    const words = await run('google.GoogleImages', { keyword: 'x' });
    expect(words['output']).toMatchObject([
      [{ type: 'image', uri: 'https://e.org/a.png' }, { uri: 'https://e.org/t' }],
    ]);
    await run('google.GoogleImages', { image_url: 'https://e.org/p.png' });
    expect(asked[1]?.get('image_url')).toBe('https://e.org/p.png');
    await expect(run('google.GoogleImages', {})).rejects.toThrow("One of 'keyword' or 'image_url' is required.");
  });

  it('give one place for a query that means one', async () => {
    answers['google_maps'] = { place_results: { title: 'Tower', rating: 4.5, reviews: 1234567 } };
    const { text } = await run('google.GoogleMaps', { query: 'tower' });
    expect(text).toEqual(['[1] Tower\n    Rating: 4.5\n    Reviews: 1234567\n']);
  });

  it('write filters of shopping as the service wants them', async () => {
    answers['google_shopping'] = { shopping_results: [] };
    await run('google.GoogleShopping', {
      query: 'x',
      min_price: 5,
      condition: 'New',
      sort_by: 'price_low_to_high',
      country: 'de',
    });
    expect(asked[0]?.get('tbs')).toBe('mr:1,price:1,ppr_min:5,p_cond:new,sort:p');
    expect(asked[0]?.get('gl')).toBe('de');
  });

  it('need a day of return for a round trip only', async () => {
    answers['google_flights'] = {
      best_flights: [
        {
          price: 300,
          flights: [
            {
              departure_airport: { name: 'Kennedy', id: 'JFK', time: '10:00' },
              arrival_airport: { name: 'Heathrow', id: 'LHR', time: '22:00' },
              airline: 'Air',
            },
          ],
        },
      ],
      price_insights: { lowest_price: 280 },
    };
    const trip = { departure_id: 'JFK', arrival_id: 'LHR', outbound_date: '2030-01-01' };
    await expect(run('google_extra.GoogleFlights', trip)).rejects.toThrow(
      'Return date is required for round trip flights',
    );
    const { results, text } = await run('google_extra.GoogleFlights', { ...trip, trip_type: 2 });
    expect(results).toHaveLength(1);
    expect(text?.[0]).toMatch(/Price: 300[\s\S]*Kennedy, JFK, 10:00 -> Heathrow, LHR, 22:00[\s\S]*Lowest price: 280/);
  });

  it('take the parts of an answer that matter', async () => {
    answers['youtube_video'] = { title: 'T', views: 3, search_metadata: {}, related_videos: [{}, {}] };
    expect(await run('extended.YouTubeVideo', { video_id: 'v' })).toEqual({
      output: [{ title: 'T', views: 3, related_video_count: 2 }],
    });
    answers['walmart_product'] = { product_result: { title: 'P' } };
    expect(await run('walmart.WalmartProduct', { product_id: '1' })).toEqual({ output: [{ title: 'P' }] });
    answers['youtube_video_transcript'] = { transcript: [{ snippet: ' a ' }, { snippet: 'b' }] };
    expect(await run('more_engines.YouTubeTranscript', { video_id: 'v' })).toMatchObject({ text: ['a b'] });
    answers['google_play'] = { organic_results: [{ items: [{ title: 'A' }] }, { items: [{ title: 'B' }] }] };
    expect((await run('google_play.GooglePlaySearch', { query: 'x' }))['results']).toEqual([
      [{ title: 'A' }, { title: 'B' }],
    ]);
  });

  it('keep to what an engine takes', async () => {
    answers['amazon'] = { organic_results: [] };
    await run('amazon.AmazonSearch', { query: 'x' });
    expect(Object.fromEntries(asked[0] ?? [])).toEqual({
      engine: 'amazon',
      k: 'x',
      amazon_domain: 'amazon.com',
      api_key: KEY,
    });
  });
});

it('every search but the base answers with its own outputs', async () => {
  const given = { query: 'x', keyword: 'x', location: 'x', image_url: 'https://e.org/i', trip_type: 2 };
  const ids = [
    'departure_id',
    'arrival_id',
    'outbound_date',
    'check_in_date',
    'check_out_date',
    'product_id',
    'video_id',
  ];
  const more = ['author_id', 'place_id', 'data_id'];
  const all: Readonly<Record<string, unknown>> = {
    ...given,
    ...Object.fromEntries([...ids, ...more].map((name) => [name, '1'])),
  };
  answers = new Proxy({}, { get: () => ({ search_metadata: {} }) });
  for (const type of searchTypes.filter(({ unavailable }) => unavailable === null)) {
    const inputs = Object.fromEntries(Object.entries(all).filter(([name]) => Object.hasOwn(type.properties, name)));
    const outputs = await run(type.type.slice('search.'.length), inputs);
    expect({ type: type.type, outputs: Object.keys(outputs) }).toEqual({
      type: type.type,
      outputs: Object.keys(type.outputs),
    });
  }
});
