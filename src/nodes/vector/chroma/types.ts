import type { NodeType } from '../../../engine/node-type.js';
import { IndexAggregatedText, IndexEmbedding, IndexImage, IndexString, IndexTextChunk } from './indexing.js';
import { Collection, Count, GetDocuments, Peek } from './manage.js';
import { HybridSearch, QueryImage, QueryText, RemoveOverlap } from './query.js';

/** The node types of `vector.chroma`. */
export const vectorChromaTypes: readonly NodeType[] = [
  Collection,
  Count,
  GetDocuments,
  HybridSearch,
  IndexAggregatedText,
  IndexEmbedding,
  IndexImage,
  IndexString,
  IndexTextChunk,
  Peek,
  QueryImage,
  QueryText,
  RemoveOverlap,
];
