import type { Token } from './token.js';
import { End, FAILED, NOTHING, SKIPPED } from './token.js';
import type { TokenSource } from './token-queue.js';

/** Gives the last value of each iteration in the place of the iteration, and no value where it had none. */
export class LastOf implements TokenSource {
  private last: Token = SKIPPED;
  private ready: Token = NOTHING;

  /** @param depth depth of the scope that the last values belong to; values arrive in a deeper one */
  constructor(
    private readonly source: TokenSource,
    private readonly depth: number,
  ) {}

  peek(): Token {
    while (this.ready === NOTHING) {
      const token = this.source.peek();
      if (token === NOTHING || token === FAILED) return token;
      this.source.take();
      this.note(token);
    }
    return this.ready;
  }

  take(): Token {
    const token = this.peek();
    this.ready = NOTHING;
    return token;
  }

  private note(token: Token): void {
    if (!(token instanceof End)) {
      if (token !== SKIPPED) this.last = token;
    } else if (token.depth <= this.depth) {
      this.ready = token;
    } else if (token.depth === this.depth + 1) {
      this.ready = this.last;
      this.last = SKIPPED;
    }
  }
}
