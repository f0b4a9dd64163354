import type { GuardedHttp } from './guarded-http.js';
import type { OutboundRules } from './outbound-rules.js';

/** Whoever asks has a clock of its own; this one is for those who forgot. */
const TIMEOUT_MS = 3_600_000;
/** Whoever asks counts as well, and stops earlier. */
const MAX_BYTES = 2_147_483_648;

/** Makes a `fetch` behind the outbound guard, for clients that take one. It gives redirects as they are, and loads lazily. */
export const guardedFetch = (rules: OutboundRules): typeof globalThis.fetch => {
  let http: Promise<GuardedHttp> | null = null;
  return async (input, init) => {
    http ??= import('./guarded-http.js').then(({ GuardedHttp }) => new GuardedHttp(rules));
    const guarded = await http;
    const request = new Request(input, init);
    const body = new Uint8Array(await request.arrayBuffer());
    return guarded.fetch(request.url, {
      method: request.method,
      headers: Object.fromEntries(request.headers),
      ...(body.byteLength > 0 && { body }),
      signal: request.signal,
      maxRedirects: 0,
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
    });
  };
};
