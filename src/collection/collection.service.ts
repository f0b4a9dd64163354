import { Injectable } from '@nestjs/common';

import { embedText, similarity } from './hash-embedder.js';

/** A text with how well it fits a query. */
export interface RankedText {
  /** Place of the text in the list that was ranked. */
  readonly index: number;
  /** From 1 for the same words down to about 0 for nothing in common. */
  readonly score: number;
}

/** Finds texts by likeness, without a model. */
@Injectable()
export class CollectionService {
  /** Ranks texts by how alike they are to a query, best first; equal ones in their own order. */
  rank(query: string, texts: readonly string[], limit: number): readonly RankedText[] {
    const wanted = embedText(query);
    return texts
      .map((text, index) => ({ index, score: similarity(wanted, embedText(text)) }))
      .toSorted((a, b) => b.score - a.score || a.index - b.index)
      .slice(0, limit);
  }
}
