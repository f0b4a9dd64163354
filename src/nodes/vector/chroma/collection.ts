import { isRecord } from '../../../common/json.js';
import type { NodeContext } from '../../../engine/node-context.js';
import type { Property } from '../../../engine/property.js';
import { of } from '../../../engine/property.js';
import type { CollectionDocument, CollectionInfo, CollectionMatch } from '../../../engine/services/node-collections.js';

/** What all node types of this namespace have in common: the same question may have another answer later. */
export const VECTOR = { isPure: false, isRetrySafe: true } as const;

/** The property that names a collection. */
export const collectionProperty = (): Property<Readonly<Record<string, unknown>>> =>
  of('collection', { type: 'collection', name: '' }, { description: 'The collection.' });

/** @throws Error when no collection is named */
export const collectionName = (collection: unknown): string => {
  const name = isRecord(collection) ? collection['name'] : '';
  if (typeof name === 'string' && name.trim() !== '') return name;
  throw new Error('Collection name cannot be empty');
};

/**
 * Finds a collection.
 *
 * @throws Error when there is none of the name
 */
export const getCollection = async (collection: unknown, { collections }: NodeContext): Promise<CollectionInfo> => {
  const name = collectionName(collection);
  const found = await collections.get(name);
  if (found) return found;
  throw new Error(`There is no collection '${name}': make it with a Collection graph node first`);
};

/** Texts of documents; a document without one counts as empty. */
export const textsOf = (documents: readonly CollectionDocument[]): readonly string[] =>
  documents.map(({ document }) => document ?? '');

/** Matches by column, as the outputs of a query. */
export const columnsOf = (matches: readonly CollectionMatch[]) => ({
  ids: matches.map(({ id }) => id),
  documents: textsOf(matches),
  metadatas: matches.map(({ metadata }) => metadata ?? {}),
  distances: matches.map(({ distance }) => distance),
});
