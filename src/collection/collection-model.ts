import { ProtocolError } from '../protocol/protocol-error.js';
import { wrongArguments } from './store/collection-errors.js';
import type { Metadata } from './store/metadata.js';
import type { StoredCollection } from './store/vector-store.js';
import type { EmbeddingModel } from './embedding/embedder.js';
import { modelName } from './embedding/embedder.js';

/** Writes down in a collection's metadata which model makes its vectors, as NodeTool does. */
export const withModel = (metadata: Metadata, { provider, model }: EmbeddingModel): Metadata => ({
  ...metadata,
  embedding_model: model,
  embedding_provider: provider,
});

/** Reads the arguments that choose a model: both parts, or `provider/model` in one. */
export const readModel = (command: string, name: string, provider: string | undefined): EmbeddingModel => {
  if (provider !== undefined) return { provider, model: name };
  const slash = name.indexOf('/');
  if (slash > 0 && slash < name.length - 1) {
    return { provider: name.slice(0, slash), model: name.slice(slash + 1) };
  }
  const message = 'embedding_model must be provider/model, or embedding_provider must name its provider';
  throw wrongArguments(command, [{ field: 'embedding_model', message }]);
};

/** The model of a collection; null when nothing says which one made its vectors. */
export const modelOf = ({ metadata }: StoredCollection): EmbeddingModel | null => {
  const { embedding_model: model, embedding_provider: provider } = metadata;
  return typeof model === 'string' && typeof provider === 'string' ? { provider, model } : null;
};

/** @throws ProtocolError `CONFLICT` when nothing says by which model texts become vectors here */
export const requireModel = (collection: StoredCollection): EmbeddingModel => {
  const model = modelOf(collection);
  if (model) return model;
  throw new ProtocolError('CONFLICT', `Collection ${collection.name} doesn't say which model made its vectors`, {
    hint: 'Give embeddings in place of texts: its metadata has no embedding_model and embedding_provider.',
  });
};

/** @throws ProtocolError `INVALID_ARGUMENT` naming both models when vectors come from another one than the collection's */
export const assertSameModel = (command: string, collection: StoredCollection, given: string | undefined): void => {
  const own = modelOf(collection);
  if (given === undefined || !own || given === modelName(own) || given === own.model) return;
  const message = `The vectors of collection ${collection.name} are made by ${modelName(own)}, these by ${given}`;
  throw wrongArguments(command, [{ field: 'embedding_model', message }]);
};
