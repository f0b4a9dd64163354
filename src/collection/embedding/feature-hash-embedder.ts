import { setImmediate as nextTurn } from 'node:timers/promises';

import { assertWanted } from '../assert-wanted.js';
import type { EmbeddingModel } from './embedder.js';

/** The built-in model: named as what it is. */
export const LOCAL_MODEL: EmbeddingModel = { provider: 'local', model: 'feature-hash-384' };
/** Length of its vectors. */
export const LOCAL_DIMENSIONS = 384;

/** Length of the pieces of a word that count beside the whole word: they find other forms of it. */
const PIECE = 3;
/** A piece says less than a word. */
const PIECE_WEIGHT = 0.4;
/** Stands for a text without words, so that every text has a direction. */
const NO_WORDS = ['<>'];
/** Characters that are embedded before the event loop gets its turn: some 3 ms. */
const CHARACTERS_PER_TURN = 20_000;

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Embeds many texts without holding up the event loop. */
export const embedTexts = async (
  texts: readonly string[],
  signal: AbortSignal,
): Promise<readonly Float32Array<ArrayBuffer>[]> => {
  const vectors: Float32Array<ArrayBuffer>[] = [];
  let characters = 0;
  for (const text of texts) {
    vectors.push(embedText(text));
    characters += text.length;
    if (characters < CHARACTERS_PER_TURN) continue;
    characters = 0;
    await nextTurn();
    assertWanted(signal);
  }
  return vectors;
};

/**
 * Turns a text into a vector by feature hashing: each word and each three-letter piece of it adds to one of 384 places.
 * It knows spelling and not meaning; it needs no model and no network. Vectors have length 1.
 */
export const embedText = (text: string): Float32Array<ArrayBuffer> => {
  const vector = new Float32Array(LOCAL_DIMENSIONS);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? NO_WORDS) {
    add(vector, word, 1);
    const framed = `<${word}>`;
    for (let start = 0; start + PIECE <= framed.length; start++)
      add(vector, framed.slice(start, start + PIECE), PIECE_WEIGHT);
  }
  return toLengthOne(vector);
};

const toLengthOne = (vector: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> => {
  let squares = 0;
  for (const value of vector) squares += value * value;
  // Features that share a place may cancel each other out completely; any direction is then as good as another.
  if (squares === 0) vector[0] = squares = 1;
  const length = Math.sqrt(squares);
  return vector.map((value) => value / length);
};

const add = (vector: Float32Array, feature: string, weight: number): void => {
  const hash = hashOf(feature);
  const place = hash % LOCAL_DIMENSIONS;
  // One bit of the hash is the sign, so that features that share a place cancel out on average.
  vector[place] = (vector[place] ?? 0) + (hash & 0x80000000 ? -weight : weight);
};

/** FNV-1a over UTF-16 units. */
const hashOf = (text: string): number => {
  let hash = FNV_OFFSET;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME);
  }
  return hash >>> 0;
};
