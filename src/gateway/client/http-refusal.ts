import type { IncomingMessage } from 'node:http';

import { isRecord } from '../../common/json.js';

/** A hub's HTTP answer in place of the upgrade. */
export interface HttpRefusal {
  readonly status: number;
  /** Milliseconds of `Retry-After`, or null when the hub named none. */
  readonly retryAfterMs: number | null;
  /** What the hub says about it. */
  readonly text: string;
}

/** A body beyond this says nothing that fits into one line. */
const MAX_BODY_BYTES = 8192;
const MAX_TEXT_LENGTH = 300;

/** Reads what a hub answers instead of the upgrade; a body that can't be read is left out. */
export const readRefusal = async (response: IncomingMessage): Promise<HttpRefusal> => {
  const status = response.statusCode ?? 0;
  const detail = detailOf(await readBody(response));
  return {
    status,
    retryAfterMs: retryAfterMs(response.headers['retry-after'], Date.now()),
    text: `the hub answered HTTP ${status}${detail === null ? '' : `: ${detail}`}`,
  };
};

/** Reads a `Retry-After` header, which names seconds or a date. */
export const retryAfterMs = (header: string | undefined, nowMs: number): number | null => {
  if (header === undefined) {
    return null;
  }
  const ms = /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
};

const readBody = async (response: IncomingMessage): Promise<string> => {
  const pieces: Buffer[] = [];
  let bytes = 0;
  const timer = setTimeout(() => response.destroy(), 2000);
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > MAX_BODY_BYTES) {
        break;
      }
      pieces.push(piece);
    }
  } catch {
    // A broken body only costs the detail of the message.
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(pieces).toString('utf8');
};

/** The `detail` of a problem document. */
const detailOf = (body: string): string | null => {
  try {
    const problem: unknown = JSON.parse(body);
    const detail = isRecord(problem) ? (problem['detail'] ?? problem['title']) : null;
    return typeof detail === 'string' ? detail.slice(0, MAX_TEXT_LENGTH) : null;
  } catch {
    return null;
  }
};
