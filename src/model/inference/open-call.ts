import { ProtocolError } from '../../protocol/protocol-error.js';
import type { ConcurrencyGate } from './concurrency-gate.js';
import type { InferenceSettings } from './inference-settings.js';
import type { ProviderClient } from './provider-client.js';
import type { AskedOf } from './provider-error.js';
import { failureOf } from './provider-error.js';
import type { TryFailure } from './retry.js';
import { withRetries } from './retry.js';

/** What a call is made of. */
export interface OpenCallParts {
  readonly asked: AskedOf;
  readonly client: ProviderClient;
  readonly gate: ConcurrencyGate;
  readonly settings: InferenceSettings;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

/** One call from its begin to its end: its time, its cancellation, its turns and its tries. Whoever opens it closes it. */
export class OpenCall {
  readonly asked: AskedOf;
  readonly client: ProviderClient;
  private readonly control = new AbortController();
  private readonly deadlineAt: number;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly parts: OpenCallParts) {
    const { asked, client, settings, signal, timeoutMs = settings.timeoutMs } = parts;
    this.asked = asked;
    this.client = client;
    this.deadlineAt = Date.now() + timeoutMs;
    this.timer = setTimeout(() => this.expire(`took longer than ${String(timeoutMs)} ms`), timeoutMs);
    if (signal?.aborted) this.cancel();
    else signal?.addEventListener('abort', this.cancel, { once: true });
  }

  /** Aborts when the call is cancelled, late, silent or closed; its reason is the failure to tell. */
  get signal(): AbortSignal {
    return this.control.signal;
  }

  /** Waits for a turn at the provider and returns what gives it back. */
  async enter(): Promise<() => void> {
    try {
      return await this.parts.gate.enter(this.asked.settings.name, this.signal);
    } catch (cause) {
      throw this.failureOf(cause).error;
    }
  }

  /** Repeats a request while that can help. */
  repeat<Result>(attempt: () => Promise<Result>): Promise<Result> {
    const { settings } = this.parts;
    const failureOf = (cause: unknown): TryFailure => this.failureOf(cause);
    return withRetries({ settings, signal: this.signal, deadlineAt: this.deadlineAt, failureOf }, attempt);
  }

  /** Waits for a turn, then sends a request and repeats it while that can help. */
  async send<Result>(attempt: () => Promise<Result>): Promise<Result> {
    const leave = await this.enter();
    try {
      return await this.repeat(attempt);
    } finally {
      leave();
    }
  }

  /** Waits for the next piece of an answer, but not longer than a provider may be silent. */
  async next<Piece>(iterator: AsyncIterator<Piece>): Promise<IteratorResult<Piece>> {
    const { maxSilenceMs } = this.parts.settings;
    const timer = setTimeout(() => this.expire(`said nothing for ${String(maxSilenceMs)} ms`), maxSilenceMs);
    try {
      return await iterator.next();
    } finally {
      clearTimeout(timer);
    }
  }

  /** Tells a failure in our words; once the call was aborted, the reason of that is what counts. */
  failureOf(cause: unknown): TryFailure {
    return failureOf(this.signal.aborted ? this.signal.reason : cause, this.asked);
  }

  /** Ends the call; a connection that is still open is closed. */
  close(): void {
    clearTimeout(this.timer);
    this.parts.signal?.removeEventListener('abort', this.cancel);
    this.control.abort(cancelled(this.asked));
  }

  private readonly cancel = (): void => this.control.abort(cancelled(this.asked));

  private expire(words: string): void {
    const { settings, model } = this.asked;
    this.control.abort(
      new ProtocolError('DEADLINE_EXCEEDED', `Provider ${settings.name} ${words} with model ${model}`, {
        hint: 'Allow more time, or choose a faster model.',
      }),
    );
  }
}

const cancelled = ({ settings, model }: AskedOf): ProtocolError =>
  new ProtocolError('CANCELLED', `The call of model ${model} at provider ${settings.name} was cancelled`);
