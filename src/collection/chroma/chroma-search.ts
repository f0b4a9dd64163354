import { ProtocolError } from '../../protocol/protocol-error.js';
import { collectionNotFound, dimensionMismatch } from '../store/collection-errors.js';
import type { SearchHit, SearchRequest, StoredCollection } from '../store/vector-store.js';
import { scalarsOf } from './chroma-catalogue.js';
import type { ChromaClient } from './chroma-client.js';
import { ChromaRefused } from './chroma-client.js';
import { ChromaHits } from './chroma-schemas.js';
import { chromaWhere } from './chroma-where.js';

const INCLUDED = ['documents', 'metadatas', 'distances'];

/** Asks a Chroma server which rows are near. */
export const searchChroma = async (
  client: ChromaClient,
  { key, name, dimensions }: StoredCollection,
  { queries, mode, limit, where }: SearchRequest,
  signal: AbortSignal,
): Promise<readonly (readonly SearchHit[])[]> => {
  if (mode !== 'vector') {
    throw new ProtocolError('UNSUPPORTED', `A Chroma server ranks by vectors alone: it has no mode ${mode}`, {
      hint: 'Use mode vector, or keep the collection in SQLite or PostgreSQL.',
    });
  }
  const vectors = queries.map(({ vector }) => Array.from(vector ?? []));
  for (const { length } of dimensions === null ? [] : vectors) {
    if (length !== dimensions) throw dimensionMismatch(name, dimensions ?? 0, length);
  }
  if (dimensions === null) return queries.map(() => []);
  const body = {
    query_embeddings: vectors,
    n_results: limit,
    include: INCLUDED,
    ...(where && { where: chromaWhere(where) }),
  };
  try {
    const found = await client.ask({ method: 'POST', path: `${key}/query`, body, answer: ChromaHits, signal });
    return found.ids.map((ids, query) =>
      ids.map((id, place) => ({
        id,
        document: found.documents?.[query]?.[place] ?? null,
        metadata: scalarsOf(found.metadatas?.[query]?.[place]),
        distance: found.distances?.[query]?.[place] ?? null,
        score: null,
      })),
    );
  } catch (error) {
    if (error instanceof ChromaRefused && error.status === 404) throw collectionNotFound(name);
    throw error;
  }
};
