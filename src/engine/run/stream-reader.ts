import { Failure } from '../failure.js';
import type { InputStream, StreamStep } from '../input-stream.js';
import { End, FAILED, NOTHING, SKIPPED } from './token.js';
import type { TokenSource } from './token-queue.js';

/** How a stream lies in the iterations around it. */
export interface StreamShape {
  /** Depth of the scope that a whole stream belongs to. */
  readonly depth: number;
  /** Depth of the values' own scope; the same where each stream is a single value. */
  readonly ownDepth: number;
  /**
   * Checks a value against its property.
   *
   * @throws TypeError when it doesn't fit
   */
  readonly check: (value: unknown) => unknown;
}

interface Pull {
  readonly resolve: (step: StreamStep | null) => void;
  readonly reject: (error: unknown) => void;
}

/** One stream in one firing of its reader. Iterations inside of the stream follow one another without a gap. */
export class StreamReader implements InputStream {
  isComplete = false;
  /** Called when somebody waits for a step that hasn't arrived. */
  onStarved: () => void = () => {};
  private position = 0;
  private readonly pulls: Pull[] = [];

  constructor(
    private readonly source: TokenSource,
    private readonly shape: StreamShape,
  ) {}

  get isIterated(): boolean {
    return this.shape.ownDepth > this.shape.depth;
  }

  /** True when somebody waits for a step that hasn't arrived. */
  get isStarved(): boolean {
    return this.pulls.length > 0;
  }

  /** True when nothing more comes, because something upstream failed. */
  get hasFailed(): boolean {
    return !this.isComplete && this.source.peek() === FAILED;
  }

  step(): Promise<StreamStep | null> {
    return new Promise((resolve, reject) => {
      this.pulls.push({ resolve, reject });
      this.serve();
      if (this.isStarved) this.onStarved();
    });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, void, void> {
    for (let step = await this.step(); step; step = await this.step()) if (step.isPresent) yield step.value;
  }

  /** Gives what has arrived to whoever waits for it. */
  serve(): void {
    for (let pull = this.pulls[0]; pull; pull = this.pulls[0]) {
      const token = this.next();
      if (token === NOTHING) return;
      this.pulls.shift();
      this.answer(pull, token);
    }
  }

  /**
   * Throws the rest of the stream away.
   *
   * @returns true when its end has been reached
   */
  drain(): boolean {
    while (!this.isComplete) if (this.next() === NOTHING) return false;
    return true;
  }

  private answer({ resolve, reject }: Pull, token: unknown): void {
    if (token instanceof End) return resolve(null);
    const position = this.position++;
    if (token === SKIPPED || token instanceof Failure) return resolve({ position, isPresent: false, value: null });
    try {
      resolve({ position, isPresent: true, value: this.shape.check(token) });
    } catch (error) {
      reject(error);
    }
  }

  /** Takes the next step, an end once the stream is complete, or `NOTHING`. */
  private next(): unknown {
    const { depth, ownDepth } = this.shape;
    while (!this.isComplete) {
      const token = this.source.peek();
      if (token === NOTHING || token === FAILED) return NOTHING;
      this.source.take();
      if (!(token instanceof End)) {
        this.isComplete = ownDepth === depth;
        return token;
      }
      this.isComplete = token.depth === depth + 1;
    }
    return End.of(depth + 1, false);
  }
}
