import type { TSchema, Static } from 'typebox';
import { Check } from 'typebox/value';

import { isRecord } from '../../common/json.js';
import { OutboundError } from '../../outbound/outbound-error.js';
import { ListingFault } from '../model-provider.js';

/** One request to a provider. */
export interface JsonRequest<S extends TSchema> {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What the answer must fit. */
  readonly schema: S;
  readonly signal: AbortSignal;
  /** Default the platform's. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** The longest lists that are known have under 1 MB; parsing this much holds the event loop for some 30 ms. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
const MAX_REDIRECTS = 3;

/**
 * Gets a JSON document and checks it.
 *
 * @throws ListingFault that names what came in place of it; the provider's own words are left out, because some repeat the key
 */
export const fetchJson = async <S extends TSchema>({
  url,
  headers,
  schema,
  signal,
  fetch = globalThis.fetch,
}: JsonRequest<S>): Promise<Static<S>> => {
  const response = await follow(url, { headers: { ...headers, accept: 'application/json' }, signal }, fetch);
  if (!response.ok) {
    await response.body?.cancel();
    throw refusal(response.status);
  }
  const value = parse(await overNetwork(signal, () => readText(response)));
  if (Check(schema, value)) return value;
  throw new ListingFault('did not answer with a list of models', { about: 'address' });
};

/** A redirect within the host is followed; another host must never see the key. */
const follow = async (
  url: string,
  init: Pick<JsonRequest<TSchema>, 'headers' | 'signal'>,
  send: typeof globalThis.fetch,
): Promise<Response> => {
  let place = url;
  for (let count = 0; count <= MAX_REDIRECTS; count++) {
    const response = await overNetwork(init.signal, () => send(place, { ...init, redirect: 'manual' }));
    const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
    if (location === null) return response;
    await response.body?.cancel();
    if (!URL.canParse(location, place))
      throw new ListingFault('redirects to an address that is none', { about: 'address' });
    const next = new URL(location, place);
    if (next.origin !== new URL(url).origin) {
      throw new ListingFault(`redirects to another host (${next.origin}), which would get the key`, {
        about: 'address',
      });
    }
    place = next.href;
  }
  throw new ListingFault('redirects in a circle', { about: 'address' });
};

/** Turns what the HTTP client throws into a fault with its short reason; a reason to stop passes as it is. */
const overNetwork = async <T>(signal: AbortSignal, act: () => Promise<T>): Promise<T> => {
  try {
    return await act();
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof ListingFault) throw cause;
    if (cause instanceof OutboundError && cause.kind === 'refused') {
      throw new ListingFault('has an address that is refused; OUTBOUND_ALLOW lists exceptions', {
        cause,
        about: 'address',
      });
    }
    throw new ListingFault(`can't be reached (${networkCode(cause)})`, { cause, about: 'address' });
  }
};

const networkCode = (error: unknown): string => {
  const cause: unknown = isRecord(error) ? error['cause'] : null;
  const code = isRecord(cause) ? cause['code'] : null;
  return typeof code === 'string' ? code : 'network error';
};

const refusal = (status: number): ListingFault => {
  if (status === 401 || status === 403) return new ListingFault(`refuses the key (HTTP ${status})`, { about: 'key' });
  if (status === 429) return new ListingFault('has had too many requests (HTTP 429)');
  if (status === 404) {
    return new ListingFault('has no list of models at this address (HTTP 404)', { about: 'address' });
  }
  return new ListingFault(`answers with HTTP ${status}`);
};

const readText = async (response: Response): Promise<string> => {
  const pieces: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early cancels the body.
  for await (const piece of response.body ?? []) {
    pieces.push(piece);
    size += piece.length;
    if (size > MAX_BODY_BYTES) throw new ListingFault(`answers with more than ${MAX_BODY_BYTES} bytes`);
  }
  return Buffer.concat(pieces).toString('utf8');
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new ListingFault('did not answer with JSON', { about: 'address' });
  }
};
