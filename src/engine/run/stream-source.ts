import type { StreamShape } from './stream-reader.js';
import { StreamReader } from './stream-reader.js';
import type { Token } from './token.js';
import { End, FAILED, NOTHING, SKIPPED } from './token.js';
import type { TokenSource } from './token-queue.js';

/**
 * Makes whole streams out of the tokens of an edge: each step of the scope around gives one `StreamReader`, as soon as the
 * first of its tokens is there. What a reader leaves is thrown away before the next one is given.
 */
export class StreamSource implements TokenSource {
  private current: StreamReader | null = null;
  private ready: StreamReader | null = null;

  constructor(
    private readonly source: TokenSource,
    private readonly shape: StreamShape,
  ) {}

  peek(): Token {
    if (this.ready) return this.ready;
    if (this.current && !this.current.drain()) return this.source.peek() === FAILED ? FAILED : NOTHING;
    const token = this.source.peek();
    if (token === NOTHING || token === FAILED || this.isOutside(token)) return token;
    if (this.isSkipped(token)) return SKIPPED;
    this.ready = new StreamReader(this.source, this.shape);
    return this.ready;
  }

  take(): Token {
    const token = this.peek();
    this.current = this.ready;
    if (!this.ready) this.source.take();
    this.ready = null;
    return token;
  }

  private isOutside(token: Token): boolean {
    return token instanceof End && token.depth <= this.shape.depth;
  }

  private isSkipped(token: Token): boolean {
    const { depth, ownDepth } = this.shape;
    if (depth === ownDepth) return token === SKIPPED;
    return token instanceof End && token.isSkipped && token.depth === depth + 1;
  }
}
