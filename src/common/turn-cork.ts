/** The part of a stream that can be held back. */
interface Corkable {
  cork(): void;
  uncork(): void;
}

/**
 * Lets everything that is written to a stream in one turn of the event loop leave in one piece. A write of its own per
 * frame is what costs most on a busy WebSocket.
 */
export class TurnCork {
  private isHeld = false;

  constructor(private readonly stream: Corkable) {}

  /** Holds the stream back until the current turn is over. */
  hold(): void {
    if (this.isHeld) return;
    this.isHeld = true;
    this.stream.cork();
    process.nextTick(() => {
      this.isHeld = false;
      this.stream.uncork();
    });
  }
}
