/** Cuts a text into sentences, each with the white space behind it. */
export const sentencesOf = (text: string): string[] =>
  Array.from(new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text), ({ segment }) => segment);

/** Each sentence together with its neighbours on both sides. */
export const withNeighbours = (sentences: readonly string[], reach: number): string[] =>
  sentences.map((_, index) => sentences.slice(Math.max(0, index - reach), index + reach + 1).join(''));

/**
 * Joins sentences into chunks, and begins a new one where the meaning turns: where the distance from one sentence to the
 * next is larger than the given percentile of all such distances.
 *
 * @param vectors meaning of each sentence
 */
export const joinByMeaning = (
  sentences: readonly string[],
  vectors: readonly (readonly number[])[],
  percentile: number,
): string[] => {
  const distances = vectors.slice(1).map((vector, index) => distanceOf(vectors[index] ?? [], vector));
  const limit = percentileOf(distances, percentile);
  const chunks: string[][] = [[]];
  for (const [index, sentence] of sentences.entries()) {
    if (index > 0 && (distances[index - 1] ?? 0) > limit) chunks.push([]);
    chunks.at(-1)?.push(sentence);
  }
  return chunks.map((chunk) => chunk.join('').trim()).filter((chunk) => chunk !== '');
};

/** One less the cosine of the angle between two vectors. */
const distanceOf = (left: readonly number[], right: readonly number[]): number => {
  const product = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
  const lengths = Math.sqrt(product(left, left) * product(right, right));
  return lengths === 0 ? 0 : 1 - product(left, right) / lengths;
};

/** The value below which a share of the values lies, drawn linearly between two of them. */
export const percentileOf = (values: readonly number[], percentile: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const place = ((sorted.length - 1) * percentile) / 100;
  const low = sorted[Math.floor(place)] ?? 0;
  const high = sorted[Math.ceil(place)] ?? low;
  return low + (high - low) * (place - Math.floor(place));
};
