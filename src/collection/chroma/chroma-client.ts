import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';

import { ProtocolError } from '../../protocol/protocol-error.js';
import { ChromaRefusal } from './chroma-schemas.js';

const TIMEOUT_MS = 30_000;
/** Characters of Chroma's own words that an error repeats. */
const MAX_REASON = 300;

/** A request to Chroma's HTTP API, version 2. */
export interface ChromaRequest<Answer extends TSchema> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below `/api/v2`, with its parts encoded. */
  readonly path: string;
  readonly body?: object;
  readonly answer: Answer;
  readonly signal?: AbortSignal;
}

/** Chroma refused a request. */
export class ChromaRefused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'ChromaRefused';
  }
}

/** Speaks with a Chroma server; every answer is checked before it is used. */
export class ChromaClient {
  private readonly base: string;

  /** @param url `chroma://host:port`, or `chromas://host:port` for HTTPS */
  constructor(url: string) {
    this.base = url.replace(/^chroma/, 'http').replace(/\/+$/, '');
  }

  /** @throws ChromaRefused, or ProtocolError `UNAVAILABLE` for a server that isn't reached or isn't Chroma */
  async ask<Answer extends TSchema>(request: ChromaRequest<Answer>): Promise<Static<Answer>> {
    const response = await this.send(request);
    const body = await response.json().catch(() => undefined);
    if (!response.ok) throw this.refusal(response.status, body);
    if (Check(request.answer, body)) return body;
    throw new ProtocolError('UNAVAILABLE', `${this.base} doesn't answer as a Chroma server does`, {
      hint: 'COLLECTION_STORE must name a Chroma server of version 1.',
    });
  }

  private async send({ method, path, body, signal }: ChromaRequest<TSchema>): Promise<Response> {
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    try {
      return await fetch(`${this.base}/api/v2${path}`, {
        method,
        ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
    } catch (cause) {
      if (signal?.aborted === true) throw new ProtocolError('CANCELLED', 'Nobody waits for the answer any more');
      throw new ProtocolError('UNAVAILABLE', `The Chroma server at ${this.base} can't be reached`, {
        hint: 'Start it, or mend COLLECTION_STORE.',
        cause,
      });
    }
  }

  private refusal(status: number, body: unknown): Error {
    const reason = Check(ChromaRefusal, body) ? body.message.slice(0, MAX_REASON) : `status ${status}`;
    if (status >= 500) return new ProtocolError('UNAVAILABLE', `The Chroma server at ${this.base} failed: ${reason}`);
    return new ChromaRefused(status, `Chroma refused the request: ${reason}`);
  }
}
