/** How much one key may do. */
export interface Rate {
  readonly perSecond: number;
  /** What may be done at once after a rest; at least 1. */
  readonly burst: number;
}

/** Keys that are remembered; who is forgotten has his whole burst again. */
const MAX_KEYS = 20_000;

/**
 * Counts events per key against a rate, by the generic cell rate algorithm: each key has one number, the time at which it
 * would have used up what it did.
 *
 * @see https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
 */
export class RateMeter {
  private readonly usedUntil = new Map<string, number>();
  private readonly stepMs: number;
  private readonly slackMs: number;

  constructor({ perSecond, burst }: Rate) {
    this.stepMs = 1000 / perSecond;
    this.slackMs = (Math.max(1, burst) - 1) * this.stepMs;
  }

  /** Milliseconds until the key may do one more; 0 when it may now. */
  waitMs(key: string, nowMs: number): number {
    return Math.max(0, Math.ceil((this.usedUntil.get(key) ?? nowMs) - nowMs - this.slackMs));
  }

  /** Counts one event, unless the key has to wait; answers for how long in milliseconds, 0 when it was counted. */
  take(key: string, nowMs: number): number {
    const wait = this.waitMs(key, nowMs);
    if (wait === 0) this.count(key, nowMs);
    return wait;
  }

  private count(key: string, nowMs: number): void {
    const until = Math.max(this.usedUntil.get(key) ?? nowMs, nowMs) + this.stepMs;
    // Put last again, so that the first key is the one that rested longest.
    this.usedUntil.delete(key);
    this.makeRoom(nowMs);
    this.usedUntil.set(key, until);
  }

  private makeRoom(nowMs: number): void {
    if (this.usedUntil.size < MAX_KEYS) return;
    for (const [key, until] of this.usedUntil) if (until <= nowMs) this.usedUntil.delete(key);
    const [oldest] = this.usedUntil.keys();
    if (this.usedUntil.size >= MAX_KEYS && oldest !== undefined) this.usedUntil.delete(oldest);
  }
}
