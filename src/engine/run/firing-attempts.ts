import { backoffMs } from '../../common/backoff.js';
import type { Inputs, ProcessResult } from '../behaviour.js';
import type { RetryRule } from '../firing-rules.js';
import { isTransient } from '../firing-rules.js';
import type { PlannedNode } from '../plan/planned-graph.js';
import type { ResultCache } from '../result-cache.js';
import type { ActorContext } from './actor-context.js';

type Work = () => ProcessResult | Promise<ProcessResult>;

/** What a graph node's rules make of its firings: a limit of time, further tries, and results that are known already. */
export class FiringAttempts {
  private constructor(
    private readonly node: PlannedNode,
    private readonly context: ActorContext,
    private readonly cache: ResultCache | null,
    private readonly retry: RetryRule | null,
  ) {}

  /** The rules of a graph node, or null where there are none. */
  static of(node: PlannedNode, context: ActorContext, cache: ResultCache | null): FiringAttempts | null {
    const { isCacheable, isPure, isRetrySafe } = node.nodeType;
    // What a firing orders is neither taken back by a further try nor ordered again by a known result.
    const isRepeatable = node.orders.length === 0;
    const ownCache = isRepeatable && isCacheable && isPure ? cache : null;
    const retry = isRepeatable && isRetrySafe ? node.nodeType.retry : null;
    if (node.timeoutMs === null && retry === null && !ownCache) return null;
    return new FiringAttempts(node, context, ownCache, retry);
  }

  /** Does the work of a firing. */
  run(inputs: Inputs, work: Work): ProcessResult | Promise<ProcessResult> {
    const { type } = this.node.nodeType;
    const key = this.cache?.keyOf(type, { inputs, dynamicInputs: this.context.dynamicInputs }) ?? null;
    if (!this.cache || key === null) return this.attempt(work);
    const known = this.cache.find(key);
    if (known) return known;
    const result = this.attempt(work);
    return result instanceof Promise ? this.keepLater(key, result) : this.keep(key, result);
  }

  /** Gives up waiting for something when the time of a firing is over. */
  async limit<T>(work: () => T | Promise<T>): Promise<T> {
    const { timeoutMs } = this.node;
    if (timeoutMs === null) return work();
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(timeoutError(timeoutMs)), timeoutMs);
    const isOver = new Promise<never>((_, reject) => {
      controller.signal.addEventListener('abort', () => reject(timeoutError(timeoutMs)), { once: true });
    });
    this.context.limitTo(controller.signal);
    try {
      return await Promise.race([work(), isOver]);
    } finally {
      clearTimeout(timer);
      this.context.limitTo(null);
    }
  }

  private attempt(work: Work): ProcessResult | Promise<ProcessResult> {
    if (this.retry) return this.tryAgain(work, this.retry);
    return this.node.timeoutMs === null ? work() : this.limit(work);
  }

  private async tryAgain(work: Work, { attempts, ...backoff }: RetryRule): Promise<ProcessResult> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.limit(work);
      } catch (error) {
        if (attempt >= attempts || !isTransient(error) || this.context.signal.aborted) throw error;
        const delayMs = backoffMs(attempt - 1, { ...backoff, random: () => this.context.random() });
        const text = error instanceof Error ? error.message : String(error);
        this.context.log(
          `Try ${attempt} of ${attempts} failed: ${text}. The next one begins in ${delayMs} ms.`,
          'warning',
        );
        await this.context.sleep(delayMs);
      }
    }
  }

  private async keepLater(key: string, result: Promise<ProcessResult>): Promise<ProcessResult> {
    return this.keep(key, await result);
  }

  private keep(key: string, result: ProcessResult): ProcessResult {
    this.cache?.keep(key, result ?? {});
    return result;
  }
}

const timeoutError = (ms: number): Error => new Error(`timed out after ${ms / 1000} s`);
