import type { IncomingHttpHeaders } from 'node:http';

import type { Dispatcher } from 'undici';

import type { GuardedRequest } from './guarded-request.js';
import { OutboundError, shownUrl } from './outbound-error.js';

/** One request on the way to an answer. */
export interface Hop {
  readonly url: URL;
  readonly method: Dispatcher.HttpMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
}

/** Set by the connection itself. */
const OWN_HEADERS = new Set([
  'host',
  'connection',
  'content-length',
  'keep-alive',
  'transfer-encoding',
  'te',
  'upgrade',
]);
/** Names of headers that let somebody in: they don't follow to another origin. */
const CREDENTIAL = /auth|cookie|key|token|secret|password|session/;
const BODY_HEADERS = /^content-/;
const METHOD = /^[A-Z][A-Z0-9!#$%&'*+.^_`|~-]{0,31}$/;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Reads what is asked for. */
export const firstHop = async (text: string, { method = 'GET', headers = {}, body }: GuardedRequest): Promise<Hop> => {
  const url = urlOf(text);
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const own = Object.fromEntries(given.filter(([name]) => !OWN_HEADERS.has(name)));
  const verb = method.toUpperCase();
  if (!METHOD.test(verb) || verb === 'CONNECT' || verb === 'TRACE') {
    throw new OutboundError('invalid', `${shownUrl(url)}: there is no HTTP method '${method}' for a request`);
  }
  // A body in any form is written out as the platform's `fetch` does.
  const sent = body === undefined ? null : new Response(body instanceof Uint8Array ? Uint8Array.from(body) : body);
  const type = sent?.headers.get('content-type');
  const defaults = { 'accept-encoding': 'gzip, br', 'user-agent': 'nodetool-gateway', accept: '*/*' };
  return withCredentials({
    url,
    method: verb,
    headers: { ...defaults, ...(type && { 'content-type': type }), ...own },
    body: sent && new Uint8Array(await sent.arrayBuffer()),
  });
};

/** The request that a redirect asks for; null when the answer is none. */
export const nextHop = (hop: Hop, status: number, { location }: IncomingHttpHeaders): Hop | null => {
  if (!REDIRECTS.has(status) || location === undefined) return null;
  const url = urlOf(location, hop.url.href);
  const losesBody = status === 303 ? hop.method !== 'HEAD' : status < 303 && hop.method === 'POST';
  const isSame = url.origin === hop.url.origin;
  const headers = Object.fromEntries(
    Object.entries(hop.headers).filter(
      ([name]) => (isSame || !CREDENTIAL.test(name)) && !(losesBody && BODY_HEADERS.test(name)),
    ),
  );
  return withCredentials({ url, method: losesBody ? 'GET' : hop.method, headers, body: losesBody ? null : hop.body });
};

const urlOf = (text: string, base?: string): URL => {
  if (!URL.canParse(text, base))
    throw new OutboundError('invalid', `'${text.slice(0, 200)}' is not an address on the web`);
  const url = new URL(text, base);
  if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  throw new OutboundError('invalid', `${url.protocol} addresses can't be asked: give one of http: or https:`);
};

/** A user and a password in an address become the header that they mean. */
const withCredentials = ({ url, headers, ...hop }: Hop): Hop => {
  if (url.username === '' && url.password === '') return { ...hop, url, headers };
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return { ...hop, url: bare, headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}`, ...headers } };
};
