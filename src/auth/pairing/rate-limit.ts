/** Counts what each key does within a window that begins with the first of it; remembers a bounded number of keys. */
export class RateLimit {
  private readonly counts = new Map<string, { count: number; endsMs: number }>();

  constructor(
    private readonly limit: number,
    private readonly windowMs: number,
    private readonly maxKeys: number = 10_000,
  ) {}

  /** Milliseconds until a key may go on; 0 when it may now. */
  waitMs(key: string, nowMs: number): number {
    const entry = this.counts.get(key);
    return entry && entry.count >= this.limit && entry.endsMs > nowMs ? entry.endsMs - nowMs : 0;
  }

  /** Counts one more for a key. */
  add(key: string, nowMs: number): void {
    const entry = this.counts.get(key);
    if (entry && entry.endsMs > nowMs) {
      entry.count += 1;
      return;
    }
    this.counts.delete(key);
    if (this.counts.size >= this.maxKeys) this.makeRoom(nowMs);
    this.counts.set(key, { count: 1, endsMs: nowMs + this.windowMs });
  }

  /** Windows end in the order in which they began; without an ended one the oldest goes. */
  private makeRoom(nowMs: number): void {
    for (const [key, { endsMs }] of this.counts) {
      this.counts.delete(key);
      if (endsMs > nowMs) return;
    }
  }
}
