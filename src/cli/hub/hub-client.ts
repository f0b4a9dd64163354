import { setTimeout as wait } from 'node:timers/promises';

import { backoffMs } from '../../common/backoff.js';
import { isRecord } from '../../common/json.js';
import { CliError } from '../cli-error.js';
import type { ClientSettings } from './client-settings.js';
import { networkCodeOf, problemError, unreachableError } from './problem.js';

const API = '/api/v1';
/** A broken connection is tried again this often where that can't do harm. */
const MAX_RETRIES = 2;

/** One request to the hub's REST API. */
export interface HubRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path below `/api/v1`, encoded. */
  readonly path: string;
  /** Query parameters; absent ones are left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  /** Bytes in place of a JSON body; called once for each try. */
  readonly stream?: () => ReadableStream;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** True when doing it twice has the effect of once. Default: true for GET. */
  readonly isIdempotent?: boolean;
}

/** Speaks to a hub's (or a node's) REST API and turns every refusal into a `CliError`. */
export class HubClient {
  constructor(private readonly settings: ClientSettings) {}

  get hubUrl(): string {
    return this.settings.hubUrl;
  }

  /**
   * Sends a request and reads the JSON object of its answer.
   *
   * @throws CliError for a refusal, an unreachable hub, or an answer that isn't a JSON object
   */
  async request(request: HubRequest): Promise<Record<string, unknown>> {
    const response = await this.open(request);
    const body: unknown = await response.json().catch(() => null);
    if (isRecord(body)) return body;
    throw new CliError(`${this.hubUrl} did not answer with a JSON object`, { hint: 'Is this the address of a hub?' });
  }

  /**
   * Runs a command of the process that answers at the URL.
   *
   * @throws CliError as `request` does
   */
  command(name: string, args: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    return this.request({ method: 'POST', path: `/commands/${encodeURIComponent(name)}`, body: args });
  }

  /** Sends a request and gives the response with its body unread; refusals are thrown. */
  async open(request: HubRequest): Promise<Response> {
    const { method = 'GET', isIdempotent = method === 'GET' } = request;
    for (let attempt = 0; ; attempt++) {
      try {
        const response = await fetch(this.urlOf(request), this.initOf(request, method));
        if (response.ok) return response;
        throw await this.refusal(response);
      } catch (error) {
        if (error instanceof CliError || request.signal?.aborted) throw error;
        const isFinal = !isIdempotent || attempt >= MAX_RETRIES || networkCodeOf(error) === 'ECONNREFUSED';
        if (isFinal) throw unreachableError(this.hubUrl, error);
        await wait(backoffMs(attempt, { baseMs: 200, capMs: 1000 }));
      }
    }
  }

  private async refusal(response: Response): Promise<CliError> {
    const body: unknown = await response.json().catch(() => null);
    const { hubUrl, token } = this.settings;
    return problemError(body, { status: response.status, hubUrl, hasToken: token !== null });
  }

  private urlOf({ path, query = {} }: HubRequest): string {
    const url = new URL(`${this.hubUrl}${API}${path}`);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url.href;
  }

  private initOf({ body, stream, headers, signal }: HubRequest, method: string): RequestInit {
    const { token } = this.settings;
    return {
      method,
      headers: {
        accept: 'application/json, application/problem+json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      // A redirect could carry the token to another host.
      redirect: 'error',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // `duplex` is what `fetch` wants beside a stream.
      ...(stream ? { body: stream(), duplex: 'half' } : {}),
      ...(signal ? { signal } : {}),
    };
  }
}
