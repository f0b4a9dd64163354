import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

import type { Dispatcher } from 'undici';

import { OutboundError } from './outbound-error.js';

/** What is known of an answer besides itself. */
export interface AnswerFacts {
  readonly url: URL;
  readonly isRedirected: boolean;
  /** Bytes that may be read, decoded. */
  readonly maxBytes: number;
  /** Tells a fault of the body in our words. */
  readonly fault: (error: unknown) => Error;
  /** Called once, when nothing more comes. */
  readonly end: () => void;
}

/** Encodings inside encodings that are opened. */
const MAX_ENCODINGS = 3;
/** An answer with these has no body, whatever it sends. */
const BODILESS = new Set([101, 103, 204, 205, 304]);

/** Makes the platform's own kind of answer; its body is decoded and counted while it is read. */
export const responseOf = (answer: Dispatcher.ResponseData, facts: AnswerFacts): Response => {
  const { statusCode: status, body } = answer;
  const headers = headersOf(answer.headers);
  const isBodiless = BODILESS.has(status);
  let content: ReadableStream<Uint8Array> | null = null;
  if (isBodiless) {
    body.on('error', () => undefined).destroy();
    facts.end();
  } else {
    // Node's type of a web stream and the platform's name the same class.
    content = Readable.toWeb(decoded(body, headers, facts)) as ReadableStream<Uint8Array>;
  }
  const response = new Response(content, { status, headers });
  Object.defineProperty(response, 'url', { value: facts.url.href });
  Object.defineProperty(response, 'redirected', { value: facts.isRedirected });
  return response;
};

const decoded = (body: Readable, headers: Headers, { maxBytes, fault, end }: AnswerFacts): Readable => {
  const steps = decodersOf(headers);
  if (steps.length > 0) headers.delete('content-length');
  let size = 0;
  const counter = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      size += chunk.byteLength;
      if (size <= maxBytes) done(null, chunk);
      else done(new OutboundError('too_large', `the answer has more than the ${maxBytes} bytes that are read`));
    },
    destroy: (error, done) => done(error && fault(error)),
  });
  pipeline([body, ...steps, counter], () => end());
  return counter;
};

const decodersOf = (headers: Headers): readonly Transform[] => {
  const names = (headers.get('content-encoding') ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  const wanted = names.filter((name) => name !== '' && name !== 'identity').toReversed();
  if (wanted.length > MAX_ENCODINGS) throw new OutboundError('invalid', 'the answer is encoded too many times');
  const steps = wanted.map((name) => DECODERS[name]?.());
  // Unknown to us, so the reader gets it as it is, with the header that says so.
  if (steps.includes(undefined)) return [];
  headers.delete('content-encoding');
  return steps.flatMap((step) => step ?? []);
};

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

const headersOf = (raw: Readonly<Record<string, string | string[] | undefined>>): Headers => {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw)) {
    for (const item of [value ?? []].flat()) headers.append(name, item);
  }
  return headers;
};
