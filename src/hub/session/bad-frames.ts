/** Counts the bad frames of one peer within a window that begins with the first of them. */
export class BadFrames {
  private count = 0;
  private windowStart = 0;
  private totalCount = 0;

  constructor(
    private readonly limit: number,
    private readonly windowMs: number,
  ) {}

  /** Bad frames since the connection began. */
  get total(): number {
    return this.totalCount;
  }

  /** Notes a bad frame; true when the peer has sent too many. */
  add(nowMs: number): boolean {
    this.totalCount += 1;
    if (this.count === 0 || nowMs - this.windowStart > this.windowMs) {
      this.windowStart = nowMs;
      this.count = 0;
    }
    this.count += 1;
    return this.count >= this.limit;
  }
}
