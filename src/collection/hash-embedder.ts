const DIMENSIONS = 384;
/** Length of the pieces of a word that count beside the whole word: they find other forms of it. */
const PIECE = 3;
/** A piece says less than a word. */
const PIECE_WEIGHT = 0.4;

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * Turns a text into a vector by feature hashing: each word and each three-letter piece of it adds to one of 384 places.
 * It knows spelling and not meaning; it needs no model and no network. Vectors have length 1, that of an empty text is 0.
 */
export const embedText = (text: string): Float32Array => {
  const vector = new Float32Array(DIMENSIONS);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    add(vector, word, 1);
    const framed = `<${word}>`;
    for (let start = 0; start + PIECE <= framed.length; start++)
      add(vector, framed.slice(start, start + PIECE), PIECE_WEIGHT);
  }
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
};

/** How alike two vectors of length 1 are: 1 for the same direction, 0 for nothing in common. */
export const similarity = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

const add = (vector: Float32Array, feature: string, weight: number): void => {
  const hash = hashOf(feature);
  const place = hash % DIMENSIONS;
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
