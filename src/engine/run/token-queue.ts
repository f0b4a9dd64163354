import type { Token } from './token.js';
import { NOTHING } from './token.js';

/** Where a join takes tokens from. */
export interface TokenSource {
  /** The next token, or `NOTHING`. */
  peek(): Token;
  /** Takes the next token away. */
  take(): Token;
}

/** Whom a queue tells. Not a function: there are as many queues as edges. */
export interface QueueOwner {
  /** A full queue has drained to half. */
  hasSpace(): void;
}

/** Tokens that wait on one edge before its producer pauses. Larger saves switching, smaller saves memory. */
const INITIAL_CAPACITY = 64;
/** Taken slots that are kept before the array is cut. */
const COMPACT_FROM = 1024;

/** First-in first-out buffer of one edge. */
export class TokenQueue implements TokenSource {
  /** Tokens at which the producer pauses; grows only when the graph would otherwise stand still. */
  capacity = INITIAL_CAPACITY;
  private tokens: Token[] = [];
  private head = 0;

  constructor(private readonly owner: QueueOwner) {}

  get length(): number {
    return this.tokens.length - this.head;
  }

  get isFull(): boolean {
    return this.length >= this.capacity;
  }

  push(token: Token): void {
    this.tokens.push(token);
  }

  peek(): Token {
    return this.head < this.tokens.length ? this.tokens[this.head] : NOTHING;
  }

  take(): Token {
    const token = this.tokens[this.head];
    // The slot is emptied so that a large value isn't kept alive by the array.
    this.tokens[this.head++] = undefined;
    if (this.head === this.tokens.length) {
      this.tokens.length = 0;
      this.head = 0;
    } else if (this.head >= COMPACT_FROM && this.head * 2 >= this.tokens.length) {
      this.tokens = this.tokens.slice(this.head);
      this.head = 0;
    }
    if (this.length === this.capacity >> 1) this.owner.hasSpace();
    return token;
  }

  clear(): void {
    this.tokens = [];
    this.head = 0;
  }
}
