import type { PlannedEdge } from '../plan/planned-graph.js';
import type { Token } from './token.js';
import { isValue } from './token.js';
import { TokenQueue } from './token-queue.js';

/** An edge while a graph runs: its buffer, and how many values it has carried. */
export class EdgeState {
  readonly queue: TokenQueue;
  /** Values that travelled so far. */
  counter = 0;
  private isClosed = false;

  /**
   * @param onToken called when something arrived for the reader
   * @param onValue called when a value has travelled
   * @param onSpace called when a full buffer has drained to half
   */
  constructor(
    readonly plan: PlannedEdge,
    private readonly onToken: () => void,
    private readonly onValue: (edge: EdgeState) => void,
    onSpace: () => void,
  ) {
    this.queue = new TokenQueue(onSpace);
  }

  get isFull(): boolean {
    return this.queue.isFull;
  }

  pushValue(value: Token): void {
    this.counter += 1;
    this.onValue(this);
    this.push(value);
  }

  push(token: Token): void {
    if (this.isClosed) return;
    this.queue.push(token);
    this.onToken();
  }

  /** Takes over what the edge carried in an interrupted run. */
  restore(tokens: readonly Token[]): void {
    for (const token of tokens) {
      if (isValue(token)) this.counter += 1;
      this.push(token);
    }
  }

  /** The reader is over: what still comes is thrown away, and the writer never waits for it. */
  close(): void {
    this.isClosed = true;
    this.queue.clear();
  }
}
