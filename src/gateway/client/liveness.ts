/** Notices a hub that has gone silent although the socket looks open. */
export class Liveness {
  private lastHeardMs: number;
  private lastCheckMs: number;
  private hasPonged = false;

  constructor(
    private readonly now: () => number,
    private readonly answersHeartbeats: boolean,
  ) {
    this.lastHeardMs = now();
    this.lastCheckMs = this.lastHeardMs;
  }

  /** Notes a sign of life. */
  heard(kind: 'frame' | 'ping' | 'pong'): void {
    this.lastHeardMs = this.now();
    this.hasPonged ||= kind === 'pong';
  }

  /** Milliseconds since the last sign of life. */
  get silentForMs(): number {
    return this.now() - this.lastHeardMs;
  }

  /**
   * Tells whether the hub has been silent for `timeoutMs`. A hub of the seed protocol need not say anything, so it is
   * judged only by pongs, once it has sent one. A pause of this process is not held against the hub: the frames that came
   * meanwhile are read after this check.
   */
  isSilent(timeoutMs: number, intervalMs: number): boolean {
    const sinceCheckMs = this.now() - this.lastCheckMs;
    this.lastCheckMs = this.now();
    if (sinceCheckMs > intervalMs * 2) {
      this.lastHeardMs += sinceCheckMs - intervalMs;
    }
    return (this.answersHeartbeats || this.hasPonged) && this.silentForMs >= timeoutMs;
  }
}
