import type { NodeContext } from '../../engine/node-context.js';
import type { ModelCall } from '../../engine/services/node-models.js';
import type { ArrayValue } from '../ndarray/array-value.js';
import { npArray } from '../ndarray/number-rows.js';
import { codePointsOf } from '../python/code-points.js';

/** Cuts a text into pieces of at most `size` characters. */
export const piecesOf = (text: string, size: number): readonly string[] => {
  const points = codePointsOf(text);
  return Array.from({ length: Math.ceil(points.length / size) }, (_, index) =>
    points.slice(index * size, (index + 1) * size).join(''),
  );
};

/**
 * Gives the vector of a text: of a long one, the mean of the vectors of its pieces.
 *
 * @param chunkSize characters of a piece; none sends the text as it is
 */
export const embedText = async (
  text: string,
  call: ModelCall,
  context: NodeContext,
  chunkSize = Infinity,
): Promise<ArrayValue> => {
  if (text === '') throw new Error('Give a text that is to become a vector');
  if (chunkSize < 1) throw new Error('chunk_size must be at least 1');
  const texts = Number.isFinite(chunkSize) ? piecesOf(text, chunkSize) : [text];
  const mean = combineVectors(await context.models.embed({ ...call, texts }), 'mean');
  return npArray(mean, [mean.length]);
};

/** Ways to make one vector of several. */
export const COMBINATIONS = ['mean', 'max', 'min', 'sum'] as const;

/** Makes one vector of several of one length, place by place. */
export const combineVectors = (
  vectors: readonly (readonly number[])[],
  way: (typeof COMBINATIONS)[number],
): readonly number[] => {
  const [first = []] = vectors;
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, value) => total + value, 0);
  const combine: Readonly<Record<typeof way, (numbers: readonly number[]) => number>> = {
    mean: (numbers) => sum(numbers) / numbers.length,
    max: (numbers) => Math.max(...numbers),
    min: (numbers) => Math.min(...numbers),
    sum,
  };
  return first.map((_, place) => combine[way](vectors.map((vector) => vector[place] ?? 0)));
};
