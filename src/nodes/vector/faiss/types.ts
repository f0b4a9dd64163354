import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { choice, int, of } from '../../../engine/property.js';
import { EMPTY_ARRAY } from '../../ndarray/array-value.js';
import { npArray, readNpArray } from '../../ndarray/number-rows.js';
import { addVectors, emptyIndex, indexValue, METRICS, readIndex, rowsOf, searchIndex } from './faiss-index.js';

const dim = int(768, { min: 1, description: 'Numbers of a vector.' });
const index = of('faiss_index', { type: 'faiss_index', index: null }, { description: 'The index.' });
const vectors = of('np_array', EMPTY_ARRAY, { description: 'A vector, or a row for each vector.' });
const output = 'faiss_index';

/** An index by distance. */
export const CreateIndexFlatL2 = defineNodeType({
  type: 'vector.faiss.CreateIndexFlatL2',
  title: 'Create Index by Distance',
  description: 'Makes an empty index that finds vectors by their distance.',
  tags: ['vector', 'index', 'faiss', 'create'],
  properties: { dim },
  outputs: { output },
  process: (inputs) => ({ output: emptyIndex({ kind: 'flat', metric: 'L2', dim: inputs.dim, nlist: 0 }) }),
});

/** An index by inner product. */
export const CreateIndexFlatIP = defineNodeType({
  type: 'vector.faiss.CreateIndexFlatIP',
  title: 'Create Index by Inner Product',
  description: 'Makes an empty index that finds vectors by their inner product: for unit vectors, by their angle.',
  tags: ['vector', 'index', 'faiss', 'create'],
  properties: { dim },
  outputs: { output },
  process: (inputs) => ({ output: emptyIndex({ kind: 'flat', metric: 'IP', dim: inputs.dim, nlist: 0 }) }),
});

/** An index that is trained before it takes vectors. */
export const CreateIndexIVFFlat = defineNodeType({
  type: 'vector.faiss.CreateIndexIVFFlat',
  title: 'Create Trained Index',
  description: 'Makes an empty index that is trained before it takes vectors. Its results here are exact.',
  tags: ['vector', 'index', 'faiss', 'create', 'train'],
  properties: {
    dim,
    nlist: int(1024, { min: 1, description: 'Groups of vectors; training takes at least as many.' }),
    metric: choice('nodetool.nodes.vector.faiss.Metric', METRICS, 'L2'),
  },
  outputs: { output },
  process: (inputs) => ({ output: emptyIndex({ kind: 'ivf', ...inputs }) }),
});

/** Trains an index. */
export const TrainIndex = defineNodeType({
  type: 'vector.faiss.TrainIndex',
  title: 'Train Index',
  description: 'Makes a trained index ready to take vectors, with examples of them.',
  tags: ['vector', 'index', 'faiss', 'train'],
  properties: { index, vectors },
  outputs: { output },
  process: async (inputs, { assets }) => {
    const found = await readIndex(inputs.index, assets);
    const rows = rowsOf(await readNpArray(inputs.vectors, 'vectors', assets), found.dim, 'vectors');
    if (rows.length < found.nlist) {
      throw new Error(`Training takes at least ${found.nlist} vectors (nlist), and there are ${rows.length}`);
    }
    return { output: indexValue({ ...found, isTrained: true }) };
  },
});

/** Adds vectors, called by their place. */
export const AddVectors = defineNodeType({
  type: 'vector.faiss.AddVectors',
  title: 'Add Vectors',
  description: 'Adds vectors to an index; they are called by their place in it.',
  tags: ['vector', 'index', 'faiss', 'add'],
  properties: { index, vectors },
  outputs: { output },
  process: async (inputs, { assets }) => {
    const found = await readIndex(inputs.index, assets);
    const rows = rowsOf(await readNpArray(inputs.vectors, 'vectors', assets), found.dim, 'vectors');
    return { output: indexValue(addVectors(found, rows)) };
  },
});

/** Adds vectors under ids. */
export const AddWithIds = defineNodeType({
  type: 'vector.faiss.AddWithIds',
  title: 'Add Vectors with Ids',
  description: 'Adds vectors to an index under whole numbers of your own.',
  tags: ['vector', 'index', 'faiss', 'add', 'ids'],
  properties: {
    index,
    vectors,
    ids: of('np_array', EMPTY_ARRAY, { description: 'A whole number for each vector.' }),
  },
  outputs: { output },
  process: async (inputs, { assets }) => {
    const found = await readIndex(inputs.index, assets);
    const rows = rowsOf(await readNpArray(inputs.vectors, 'vectors', assets), found.dim, 'vectors');
    const { values: ids } = await readNpArray(inputs.ids, 'ids', assets);
    if (ids.length !== rows.length)
      throw new Error(`There are ${rows.length} vectors and ${ids.length} ids: give as many`);
    if (!ids.every(Number.isInteger)) throw new Error('ids must be whole numbers');
    return { output: indexValue(addVectors(found, rows, ids)) };
  },
});

/** Finds the nearest vectors. */
export const Search = defineNodeType({
  type: 'vector.faiss.Search',
  title: 'Search Index',
  description: 'Finds for each vector the nearest ones of an index. Where there are too few, the id is -1.',
  tags: ['vector', 'index', 'faiss', 'search'],
  properties: {
    index,
    query: of('np_array', EMPTY_ARRAY, { description: 'A vector, or a row for each vector.' }),
    k: int(5, { min: 1, description: 'Vectors to find.' }),
    nprobe: int(10, { min: 1, description: 'Groups to look into; all are looked into here.' }),
  },
  outputs: { distances: 'np_array', indices: 'np_array' },
  process: async ({ k, ...inputs }, { assets }) => {
    const found = await readIndex(inputs.index, assets);
    const rows = rowsOf(await readNpArray(inputs.query, 'query', assets), found.dim, 'query');
    const nothing = { id: -1, distance: found.metric === 'IP' ? -FARTHEST : FARTHEST };
    const near = rows.flatMap((row) => {
      const hits = searchIndex(found, row, k);
      return [...hits, ...Array.from({ length: k - hits.length }, () => nothing)];
    });
    const shape = [rows.length, k];
    return {
      distances: npArray(
        near.map(({ distance }) => distance),
        shape,
        '<f4',
      ),
      indices: npArray(
        near.map(({ id }) => id),
        shape,
        '<i8',
      ),
    };
  },
});

/** Largest number of 32 bits: what FAISS gives where nothing was found. */
const FARTHEST = 3.402_823_466_385_288_6e38;

/** The node types of `vector.faiss`. */
export const vectorFaissTypes: readonly NodeType[] = [
  AddVectors,
  AddWithIds,
  CreateIndexFlatIP,
  CreateIndexFlatL2,
  CreateIndexIVFFlat,
  Search,
  TrainIndex,
];
