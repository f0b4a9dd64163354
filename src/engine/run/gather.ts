import type { Token } from './token.js';
import { End, FAILED, NOTHING, SKIPPED } from './token.js';
import type { TokenSource } from './token-queue.js';

interface Strand {
  readonly source: TokenSource;
  /** Depth of the strand's own scope. */
  readonly depth: number;
  /** Values of the current list, `SKIPPED` where there was none. */
  items: Token[];
  isComplete: boolean;
  /** True when an iteration ran to its end, with or without items: then there is a list, even an empty one. */
  hasIterated: boolean;
  end: End | null;
}

const FRESH = { isComplete: false, hasIterated: false, end: null };

/**
 * Brings several edges into one list handle: everything that they carry within one step of the enclosing scope becomes
 * one list, lists among it laid flat. Edges of the same iteration alternate item by item, others follow one another in
 * the graph's order.
 */
export class Gather implements TokenSource {
  private readonly strands: readonly Strand[];
  private ready: Token = NOTHING;

  /**
   * @param depth depth of the scope that the lists belong to
   * @param areInterleaved true when all edges carry the same iteration
   */
  constructor(
    sources: readonly { readonly source: TokenSource; readonly depth: number }[],
    private readonly depth: number,
    private readonly areInterleaved: boolean,
  ) {
    this.strands = sources.map((strand) => ({ ...strand, items: [], ...FRESH }));
  }

  peek(): Token {
    if (this.ready === NOTHING) this.ready = this.assemble();
    return this.ready;
  }

  take(): Token {
    const token = this.peek();
    this.ready = NOTHING;
    return token;
  }

  private assemble(): Token {
    for (const strand of this.strands) if (this.advance(strand) === FAILED) return FAILED;
    if (!this.strands.every(({ isComplete }) => isComplete)) return NOTHING;
    const [{ end } = { end: null }] = this.strands;
    const token = end ?? this.combine();
    for (const strand of this.strands) Object.assign(strand, { items: [], ...FRESH });
    return token;
  }

  private advance(strand: Strand): Token {
    while (!strand.isComplete) {
      const token = strand.source.peek();
      if (token === NOTHING || token === FAILED) return token;
      strand.source.take();
      this.add(strand, token);
    }
    return NOTHING;
  }

  private add(strand: Strand, token: Token): void {
    if (!(token instanceof End)) {
      strand.items.push(token);
      strand.isComplete = strand.depth === this.depth;
    } else if (token.depth <= this.depth) {
      strand.end = token;
      strand.isComplete = true;
    } else {
      strand.isComplete = token.depth === this.depth + 1;
      strand.hasIterated ||= !token.isSkipped;
    }
  }

  private combine(): Token {
    const columns = this.strands.map(({ items }) => items);
    const rows = Math.max(...columns.map(({ length }) => length));
    const ordered = this.areInterleaved
      ? Array.from({ length: rows }, (_, row) =>
          columns.map((items) => (row < items.length ? items[row] : SKIPPED)),
        ).flat()
      : columns.flat();
    const values = ordered.filter((value) => value !== SKIPPED);
    const isAbsent = values.length === 0 && !this.strands.some(({ hasIterated }) => hasIterated);
    return isAbsent ? SKIPPED : values.flat();
  }
}
