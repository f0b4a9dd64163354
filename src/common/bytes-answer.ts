import { namesTag, readRange } from './http-range.js';
import { servingHeaders } from './safe-serving.js';

/** What a request says about the part that it wants. */
export interface BytesConditions {
  readonly range?: string | undefined;
  readonly 'if-none-match'?: string | undefined;
  readonly 'if-range'?: unknown;
}

/** Bytes that somebody asks for. */
export interface ServedBytes {
  readonly sha256: string;
  readonly size: number;
  readonly contentType: string;
  /** File name under which they are saved. */
  readonly name: string;
}

/** How a request for bytes is answered. */
export interface BytesAnswer {
  readonly status: 200 | 206 | 304 | 416;
  readonly headers: Readonly<Record<string, string>>;
  readonly hasBody: boolean;
  /** The part that is sent; undefined for all of it. */
  readonly range?: { readonly start: number; readonly end: number };
}

/** Decides the answer to a request for bytes: all of them, a part, unchanged, or a part that isn't there. */
export const bytesAnswer = (served: ServedBytes, headers: BytesConditions): BytesAnswer => {
  const { sha256, size, contentType, name } = served;
  const tag = `"${sha256}"`;
  // Never taken from a cache without asking, so that a deleted asset is gone; the tag makes asking cheap.
  const common = { etag: tag, 'accept-ranges': 'bytes', 'cache-control': 'private, no-cache' };
  if (namesTag(headers['if-none-match'], tag)) return { status: 304, headers: common, hasBody: false };
  const range = readRange(isRangeValid(headers['if-range'], tag) ? headers.range : undefined, size);
  const full = { ...common, ...servingHeaders(contentType, name) };
  if (range.kind === 'unsatisfiable') {
    return { status: 416, headers: { ...common, 'content-range': `bytes */${String(size)}` }, hasBody: false };
  }
  if (range.kind === 'whole') {
    return { status: 200, headers: { ...full, 'content-length': String(size) }, hasBody: size > 0 };
  }
  const { start, end } = range;
  const part = { 'content-range': `bytes ${String(start)}-${String(end)}/${String(size)}` };
  const length = { 'content-length': String(end - start + 1) };
  return { status: 206, headers: { ...full, ...part, ...length }, hasBody: true, range: { start, end } };
};

/** A part fits only to the bytes that the caller has already. */
const isRangeValid = (ifRange: unknown, tag: string): boolean => ifRange === undefined || ifRange === tag;
