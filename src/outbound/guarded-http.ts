import type { Dispatcher } from 'undici';
import { Agent, request as send } from 'undici';

import type { Resolve } from './guarded-connect.js';
import { guardedConnect, systemResolve } from './guarded-connect.js';
import type { GuardedRequest } from './guarded-request.js';
import type { Hop } from './hop.js';
import { firstHop, nextHop } from './hop.js';
import { OutboundError, shownUrl } from './outbound-error.js';
import type { OutboundRules } from './outbound-rules.js';
import { OutboundGate } from './outbound-rules.js';
import { responseOf } from './response-of.js';

const DEFAULT_TIMEOUT_MS = 60_000;
const DEFAULT_MAX_BYTES = 67_108_864;
const DEFAULT_MAX_REDIRECTS = 10;

/**
 * HTTP for everybody who goes where a graph or a user says: only http and https, only to addresses that the rules allow,
 * and nothing is endless. No proxy of the environment is used.
 */
export class GuardedHttp {
  private readonly agent: Agent;

  /** @param resolve finds the addresses of names. Default: the system */
  constructor(rules: OutboundRules, resolve: Resolve = systemResolve) {
    this.agent = new Agent({ connect: guardedConnect(new OutboundGate(rules), resolve) });
  }

  /**
   * Asks, and follows redirects; each is checked as the first address is.
   *
   * @throws OutboundError that names the address and the reason
   */
  async fetch(text: string, request: GuardedRequest = {}): Promise<Response> {
    const { timeoutMs = DEFAULT_TIMEOUT_MS, maxBytes = DEFAULT_MAX_BYTES } = request;
    let hop = await firstHop(text, request);
    const clock = new RequestClock(timeoutMs, request.signal);
    try {
      for (let redirects = 0; ; redirects++) {
        const answer = await this.ask(hop, clock.signal);
        const next = nextHop(hop, answer.statusCode, answer.headers);
        const limit = request.maxRedirects ?? DEFAULT_MAX_REDIRECTS;
        if (!next || limit === 0) {
          const fault = (error: unknown): Error => faultOf(hop.url, error, clock);
          return responseOf(answer, {
            url: hop.url,
            isRedirected: redirects > 0,
            maxBytes,
            fault,
            end: () => clock.stop(),
          });
        }
        answer.body.on('error', () => undefined).destroy();
        if (redirects >= limit) throw new OutboundError('invalid', `it redirects more than ${limit} times`);
        hop = next;
      }
    } catch (error) {
      clock.stop();
      throw faultOf(hop.url, error, clock);
    }
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private ask({ url, method, headers, body }: Hop, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    return send(url, {
      dispatcher: this.agent,
      method,
      headers,
      body,
      signal,
      // The clock limits the whole of it.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }
}

/** The time of one request, until its answer is read. */
class RequestClock {
  readonly signal: AbortSignal;
  isLate = false;
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(
    readonly timeoutMs: number,
    private readonly outer: AbortSignal | undefined,
  ) {
    this.signal = this.controller.signal;
    this.timer = setTimeout(() => {
      this.isLate = true;
      this.controller.abort();
    }, timeoutMs);
    if (outer?.aborted) this.cancel();
    outer?.addEventListener('abort', this.cancel, { once: true });
  }

  get isCancelled(): boolean {
    return this.outer?.aborted === true;
  }

  stop(): void {
    clearTimeout(this.timer);
    this.outer?.removeEventListener('abort', this.cancel);
  }

  private readonly cancel = (): void => this.controller.abort();
}

const faultOf = (url: URL, error: unknown, clock: RequestClock): OutboundError => {
  const place = shownUrl(url);
  if (clock.isLate) return new OutboundError('timeout', `${place}: no whole answer came within ${clock.timeoutMs} ms`);
  if (clock.isCancelled) return new OutboundError('cancelled', `${place}: the request was cancelled`);
  if (error instanceof OutboundError)
    return new OutboundError(error.kind, `${place}: ${error.message}`, { cause: error });
  const reason = error instanceof Error ? error.message || codeOf(error) : String(error);
  return new OutboundError('unreachable', `${place} can't be reached: ${reason}`, { cause: error });
};

/** Several addresses that all fail make an error without a message. */
const codeOf = (error: Error): string => ('code' in error ? String(error.code) : error.name);
