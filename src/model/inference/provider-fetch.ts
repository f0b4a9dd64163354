import type { Fetch } from './provider-client.js';

/** The answer of a provider is larger than what this process takes. */
export class ResponseTooLargeError extends Error {
  constructor(readonly maxBytes: number) {
    super(`the answer is larger than ${String(maxBytes)} bytes`);
    this.name = 'ResponseTooLargeError';
  }
}

/** How requests leave for one provider. */
interface WayOut {
  readonly hasKey: boolean;
  readonly maxBytes: number;
  /** Default the platform's. */
  readonly fetch?: Fetch | undefined;
}

/**
 * Makes the way out for one provider: it follows no redirect, because a key in a header of its own would follow too,
 * sends no header for a key that doesn't exist, and cuts an answer that grows beyond its limit.
 */
export const providerFetch =
  ({ hasKey, maxBytes, fetch = globalThis.fetch }: WayOut): Fetch =>
  async (input, init) => {
    const headers = new Headers(init?.headers);
    if (!hasKey) for (const name of KEY_HEADERS) headers.delete(name);
    const response = await fetch(input, { ...init, headers, redirect: 'manual' });
    return response.body ? bounded(response, response.body, maxBytes) : response;
  };

const KEY_HEADERS = ['authorization', 'x-api-key', 'x-goog-api-key'];

const bounded = ({ status, statusText, headers }: Response, body: ReadableStream<Uint8Array>, maxBytes: number) => {
  let byteCount = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      byteCount += chunk.byteLength;
      if (byteCount > maxBytes) throw new ResponseTooLargeError(maxBytes);
      controller.enqueue(chunk);
    },
  });
  return new Response(body.pipeThrough(counter), { status, statusText, headers });
};
