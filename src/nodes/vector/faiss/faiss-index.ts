import { isRecord } from '../../../common/json.js';
import type { NodeAssets } from '../../../engine/services/node-assets.js';
import type { Numbers } from '../../ndarray/number-rows.js';

export const METRICS = ['L2', 'IP'] as const;
export type Metric = (typeof METRICS)[number];

/** Vectors of one length in which the nearest can be found; an index never changes, adding makes another one. */
export interface FaissIndex {
  readonly kind: 'flat' | 'ivf';
  readonly metric: Metric;
  readonly dim: number;
  /** Groups that an `ivf` index has learnt; it takes vectors only then. */
  readonly nlist: number;
  readonly isTrained: boolean;
  /** The vectors one after another, as 32-bit numbers. */
  readonly vectors: Uint8Array;
  /** Null as long as vectors are called by their place. */
  readonly ids: readonly number[] | null;
}

/** An index as it travels between graph nodes. */
export interface FaissIndexValue {
  readonly type: 'faiss_index';
  readonly index: FaissIndex;
}

/** Makes an empty index. */
export const emptyIndex = (form: Pick<FaissIndex, 'kind' | 'metric' | 'dim' | 'nlist'>): FaissIndexValue =>
  indexValue({ ...form, isTrained: form.kind === 'flat', vectors: new Uint8Array(0), ids: null });

export const indexValue = (index: FaissIndex): FaissIndexValue => ({ type: 'faiss_index', index });

/**
 * Reads an index that arrives.
 *
 * @throws Error when it isn't one
 */
export const readIndex = async (value: unknown, assets: NodeAssets): Promise<FaissIndex> => {
  const raw = isRecord(value) ? value['index'] : null;
  if (!isRecord(raw)) throw new Error('FAISS index is not set: lead an edge from an index to it');
  const { kind, metric, dim, nlist, isTrained, vectors, ids } = raw;
  const isKnown = (kind === 'flat' || kind === 'ivf') && (metric === 'L2' || metric === 'IP');
  if (!isKnown || typeof dim !== 'number' || typeof nlist !== 'number') {
    throw new Error('The value is no FAISS index: make one with a Create Index graph node');
  }
  const bytes = vectors instanceof Uint8Array ? vectors : await assets.read(vectors);
  const known = Array.isArray(ids) ? ids.map(Number) : null;
  return { kind, metric, dim, nlist, isTrained: isTrained === true, vectors: bytes, ids: known };
};

/** Number of vectors in an index. */
export const countOf = ({ vectors, dim }: FaissIndex): number => vectors.byteLength / 4 / dim;

/**
 * Reads rows of vectors; a single vector counts as a row.
 *
 * @throws Error when they aren't of the index's length
 */
export const rowsOf = ({ shape, values }: Numbers, dim: number, what: string): readonly (readonly number[])[] => {
  const [, length = shape[0] ?? 0] = shape;
  if (shape.length > 2 || length !== dim) {
    throw new Error(`${what} has the shape [${shape.join(', ')}], but the index takes vectors of ${dim} numbers`);
  }
  return Array.from({ length: values.length / dim }, (_, row) => values.slice(row * dim, (row + 1) * dim));
};

/**
 * Adds vectors.
 *
 * @param ids one for each vector; null calls them by their place
 */
export const addVectors = (
  index: FaissIndex,
  rows: readonly (readonly number[])[],
  ids: readonly number[] | null = null,
): FaissIndex => {
  if (!index.isTrained) throw new Error('The index is not trained: lead it through Train Index first');
  const count = countOf(index);
  if (ids === null && index.ids !== null) throw new Error('The vectors of this index have ids: add more with ids');
  if (ids !== null && index.ids === null && count > 0) {
    throw new Error('The vectors of this index have no ids: add more without');
  }
  const added = new Float32Array(rows.flat());
  const vectors = Buffer.concat([index.vectors, new Uint8Array(added.buffer)]);
  return { ...index, vectors, ids: ids === null ? null : [...(index.ids ?? []), ...ids] };
};

/** A vector that was found. */
export interface Neighbour {
  readonly id: number;
  /** Squared distance, or inner product. */
  readonly distance: number;
}

/** Finds the vectors that are nearest to one, the nearest first; equals in the order in which they came. */
export const searchIndex = (index: FaissIndex, query: readonly number[], k: number): readonly Neighbour[] => {
  const { dim, metric, ids } = index;
  // A copy: the bytes may begin at a place where no number of 32 bits may.
  const vectors = new Float32Array(new Uint8Array(index.vectors).buffer);
  const all = Array.from({ length: countOf(index) }, (_, row): Neighbour => {
    let distance = 0;
    for (let place = 0; place < dim; place += 1) {
      const value = vectors[row * dim + place] ?? 0;
      const other = query[place] ?? 0;
      distance += metric === 'IP' ? value * other : (value - other) ** 2;
    }
    return { id: ids?.[row] ?? row, distance };
  });
  return all.sort((a, b) => (metric === 'IP' ? b.distance - a.distance : a.distance - b.distance)).slice(0, k);
};
