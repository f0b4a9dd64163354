import { isRecord } from '../../common/json.js';
import type { NodeContext } from '../../engine/node-context.js';
import { messageOf, statusOf, textOf } from '../web/answer.js';

/** Secret that holds the key. */
const KEY_NAME = 'SERPAPI_API_KEY';
/** Secret that may name another server with the same interface. */
const URL_NAME = 'SERPAPI_URL';
const DEFAULT_URL = 'https://serpapi.com/search.json';
const DEFAULTS = { hl: 'en', gl: 'us' };

/** Secrets that searches read. */
export const SEARCH_SETTINGS = [KEY_NAME, URL_NAME] as const;

/** What a search is asked with; a null one is left out. */
export type SearchParameters = Readonly<Record<string, string | number | null>>;

/** One level of an answer. */
export type SearchRecord = Readonly<Record<string, unknown>>;

/**
 * Asks a search engine through SerpAPI.
 *
 * @returns the whole answer, without pictures that it carries inside
 * @throws Error when there is no key, the service can't be reached, or it refuses; the key is in no message
 * @see https://serpapi.com/search-api
 */
export const searchWith = async (
  context: NodeContext,
  engine: string,
  parameters: SearchParameters,
): Promise<SearchRecord> => {
  const key = await context.secrets.get(KEY_NAME);
  if (!key) {
    throw new Error(
      `this search needs a key of SerpAPI: save it as the secret ${KEY_NAME}, or set that variable for this machine's own user (https://serpapi.com)`,
    );
  }
  const url = new URL((await context.secrets.get(URL_NAME)) ?? DEFAULT_URL);
  const asked: SearchParameters = { engine, ...DEFAULTS, ...parameters, api_key: key };
  for (const [name, value] of Object.entries(asked)) if (value !== null) url.searchParams.set(name, String(value));
  try {
    return await answerOf(await context.http.fetch(url.href, { headers: { accept: 'application/json' } }));
  } catch (error) {
    if (context.signal.aborted) throw error;
    // The address holds the key: neither it nor an error that quotes it may get out.
    const reason = messageOf(error).replaceAll(key, '…').replaceAll(encodeURIComponent(key), '…');
    // eslint-disable-next-line preserve-caught-error -- the cause would carry the key
    throw new Error(`search with ${engine} failed: ${reason}`);
  }
};

const answerOf = async (response: Response): Promise<SearchRecord> => {
  const text = await textOf(response);
  const answer = parse(text);
  const problem = isRecord(answer) ? answer['error'] : undefined;
  if (typeof problem === 'string') throw new Error(problem);
  if (!response.ok) throw new Error(`SerpAPI answered ${statusOf(response)}`);
  if (!isRecord(answer)) throw new Error('SerpAPI answered with something else than a JSON object');
  // What goes in as a record comes out as one.
  return withoutInlinePictures(answer) as SearchRecord;
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const withoutInlinePictures = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutInlinePictures);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => !(typeof item === 'string' && item.startsWith('data:image/')))
      .map(([name, item]) => [name, withoutInlinePictures(item)]),
  );
};
