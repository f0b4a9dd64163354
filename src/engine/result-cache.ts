import type { Outputs } from './behaviour.js';
import { decodeValue, encodeToken } from './checkpoint/checkpoint-codec.js';

/** Bounds of a cache of results. */
export interface ResultCacheLimits {
  /** Characters that keys and results together may have. Default 16 Mi. */
  readonly maxLength?: number;
  /** Characters that one key and its result may have. Default 256 Ki. */
  readonly maxEntryLength?: number;
}

/**
 * Results of firings by node type and inputs, as text: whoever gets one may change it. The one that was not asked for
 * longest goes first. One cache serves the runs of one thread.
 */
export class ResultCache {
  private readonly entries = new Map<string, string>();
  private readonly maxLength: number;
  private readonly maxEntryLength: number;
  private length = 0;

  constructor({ maxLength = 16 * 1_048_576, maxEntryLength = 262_144 }: ResultCacheLimits = {}) {
    this.maxLength = maxLength;
    this.maxEntryLength = Math.min(maxEntryLength, maxLength);
  }

  /** Name of a firing; null when its inputs can't be written as text, or are too long to be worth it. */
  keyOf(type: string, inputs: unknown): string | null {
    const text = encodeToken(inputs);
    return text === null || text.length > this.maxEntryLength ? null : `${type}\n${text}`;
  }

  find(key: string): Outputs | null {
    const text = this.entries.get(key);
    if (text === undefined) return null;
    this.entries.delete(key);
    this.entries.set(key, text);
    // Only `keep` writes these texts, from the outputs of a firing.
    return decodeValue(text) as Outputs;
  }

  keep(key: string, outputs: Outputs): void {
    const text = encodeToken(outputs);
    if (text === null || this.entries.has(key)) return;
    const length = key.length + text.length;
    if (length > this.maxEntryLength) return;
    this.entries.set(key, text);
    this.length += length;
    for (const [oldest, value] of this.entries) {
      if (this.length <= this.maxLength) break;
      this.entries.delete(oldest);
      this.length -= oldest.length + value.length;
    }
  }
}
