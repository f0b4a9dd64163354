import type { PlannedEdge } from '../plan/planned-graph.js';
import type { Token } from './token.js';
import { isValue } from './token.js';
import type { QueueOwner } from './token-queue.js';
import { TokenQueue } from './token-queue.js';

/** The run that edges belong to. */
export interface EdgeFloor {
  /** Something has changed on an edge of the graph node at this place of the plan. */
  wakeNode(index: number): void;
  /** A value has travelled. */
  carried(edge: EdgeState): void;
}

/** An edge while a graph runs: its buffer, and how many values it has carried. */
export class EdgeState implements QueueOwner {
  readonly queue: TokenQueue;
  /** Values that travelled so far. */
  counter = 0;
  private isClosed = false;

  constructor(
    readonly plan: PlannedEdge,
    private readonly floor: EdgeFloor,
  ) {
    this.queue = new TokenQueue(this);
  }

  get isFull(): boolean {
    return this.queue.isFull;
  }

  pushValue(value: Token): void {
    this.counter += 1;
    this.floor.carried(this);
    this.push(value);
  }

  push(token: Token): void {
    if (this.isClosed) return;
    this.queue.push(token);
    this.floor.wakeNode(this.plan.target);
  }

  hasSpace(): void {
    this.floor.wakeNode(this.plan.source);
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
