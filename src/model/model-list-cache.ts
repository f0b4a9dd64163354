import { createHash } from 'node:crypto';

import type { ModelProvider, OfferedModel } from './model-provider.js';
import { ListingFault } from './model-provider.js';

/** What is known of a provider's models. */
export interface ModelList {
  readonly models: readonly OfferedModel[];
  /** Milliseconds since the provider gave them. */
  readonly ageMs: number;
  /** Why they aren't newer, or aren't there at all; null when they are as they should be. */
  readonly fault: Error | null;
}

export interface ModelListCacheOptions {
  /** Longest wait for a provider, in milliseconds. */
  readonly timeoutMs?: number;
  readonly now?: () => number;
}

interface Entry {
  models: readonly OfferedModel[] | null;
  /** When the provider gave them. */
  readAt: number;
  fault: Error | null;
  /** When it was asked last. */
  askedAt: number;
  pending: Promise<void> | null;
}

const TIMEOUT_MS = 10_000;
/** A provider that failed isn't asked again for so long, so that each call doesn't wait for its deadline. */
const FAULT_AGE_MS = 10_000;
/** Users times providers; beyond it, lists that were made first are forgotten. */
const MAX_ENTRIES = 1000;

/** Keeps providers' lists for a while; calls at the same time share one request, and an old list is better than none. */
export class ModelListCache {
  private readonly entries = new Map<string, Entry>();
  private readonly closing = new AbortController();
  private readonly timeoutMs: number;
  private readonly now: () => number;

  constructor({ timeoutMs = TIMEOUT_MS, now = () => performance.now() }: ModelListCacheOptions = {}) {
    this.timeoutMs = timeoutMs;
    this.now = now;
  }

  /** Gives the list of a provider for a user; never rejects. */
  async get(provider: ModelProvider, userId: string): Promise<ModelList> {
    const entry = this.entryOf(provider, userId);
    if (!this.isFresh(entry, provider)) {
      entry.pending ??= this.refresh(entry, provider);
      await entry.pending;
    }
    const { models, readAt, fault } = entry;
    return { models: models ?? [], ageMs: this.now() - readAt, fault };
  }

  /** Gives up what is being asked. */
  close(): void {
    this.closing.abort(new ListingFault('is not asked any more: the process stops'));
  }

  private entryOf({ name, identity = '' }: ModelProvider, userId: string): Entry {
    // The identity may hold a key: a hash of it is all that stays in memory for long.
    const key = createHash('sha256')
      .update(JSON.stringify([userId, name, identity]))
      .digest('base64');
    const known = this.entries.get(key);
    if (known) return known;
    const [oldest] = this.entries.keys();
    if (this.entries.size >= MAX_ENTRIES && oldest !== undefined) this.entries.delete(oldest);
    const entry: Entry = { models: null, readAt: 0, fault: null, askedAt: 0, pending: null };
    this.entries.set(key, entry);
    return entry;
  }

  private isFresh({ models, fault, askedAt }: Entry, { maxAgeMs }: ModelProvider): boolean {
    const ageMs = this.now() - askedAt;
    return fault ? ageMs < FAULT_AGE_MS : models !== null && ageMs < maxAgeMs;
  }

  private async refresh(entry: Entry, provider: ModelProvider): Promise<void> {
    try {
      entry.models = await this.ask(provider);
      entry.readAt = this.now();
      entry.fault = null;
    } catch (error) {
      entry.fault = error instanceof Error ? error : new Error(String(error));
    } finally {
      entry.askedAt = this.now();
      entry.pending = null;
    }
  }

  /** A provider that doesn't heed its signal is left behind. */
  private async ask(provider: ModelProvider): Promise<readonly OfferedModel[]> {
    const late = new AbortController();
    const timer = setTimeout(
      () => late.abort(new ListingFault(`did not answer within ${this.timeoutMs} ms`)),
      this.timeoutMs,
    );
    const signal = AbortSignal.any([late.signal, this.closing.signal]);
    try {
      signal.throwIfAborted();
      const aborted = new Promise<never>((_resolve, reject) => {
        // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the reasons above are errors
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
      return await Promise.race([provider.listModels(signal), aborted]);
    } finally {
      clearTimeout(timer);
    }
  }
}
