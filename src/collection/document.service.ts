import { Injectable } from '@nestjs/common';

import { newId } from '../common/ids.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import { chunkText } from './chunk-text.js';
import { assertWanted } from './assert-wanted.js';
import { assertSameModel, modelOf } from './collection-model.js';
import type { AddDocumentsArgs } from './collection.args.js';
import { CollectionService } from './collection.service.js';
import {
  checkIds,
  InputProblems,
  joinVectors,
  MAX_DOCUMENT,
  readDocuments,
  readMetadatas,
  readVectors,
  shorten,
} from './document-input.js';
import { wrongArguments } from './store/collection-errors.js';
import type { Metadata } from './store/metadata.js';
import type { StoredCollection } from './store/vector-store.js';
import { VectorStore } from './store/vector-store.js';
import type { Where } from './where/where.js';

const COMMAND = 'add_documents';
/** Chunks that one call may make. */
const MAX_CHUNKS = 10_000;
/** A text that is cut may have up to what a request can carry. */
const MAX_CUT_DOCUMENT = 8_388_608;
/** Key of a chunk's metadata that names the document which it was cut from. */
const SOURCE_KEY = 'source_id';

interface Row {
  readonly id: string;
  readonly document: string | null;
  readonly metadata: Metadata;
}

/** Writes documents into collections: checks them, cuts them, makes their vectors. */
@Injectable()
export class DocumentService {
  constructor(
    private readonly collections: CollectionService,
    private readonly store: VectorStore,
  ) {}

  /**
   * Adds documents; all of them or none.
   *
   * @returns ids of what was written
   */
  async add(args: AddDocumentsArgs, signal: AbortSignal): Promise<readonly string[]> {
    const { rows, vectors, replaces } = readRows(args);
    const collection = await this.collections.get(args.user_id, args.name);
    assertSameModel(COMMAND, collection, args.embedding_model);
    const made = vectors ?? (await this.embed(args.user_id, collection, rows, signal));
    const dimensions = made[0]?.length ?? 0;
    this.collections.assertDimensions(collection, modelOf(collection), dimensions);
    assertWanted(signal);
    const ids = rows.map(({ id }) => id);
    const taken = await this.store.write(collection, {
      ids,
      documents: rows.map(({ document }) => document),
      metadatas: rows.map(({ metadata }) => metadata),
      vectors: joinVectors(made, dimensions),
      dimensions,
      mode: args.upsert ? 'upsert' : 'add',
      replaces,
    });
    if (taken.length === 0) return ids;
    throw new ProtocolError('CONFLICT', `Collection ${args.name} has these documents already: ${shorten(taken)}`, {
      hint: 'Nothing was added. Give other ids, or set upsert to replace them.',
      details: { ids: taken.slice(0, 100) },
    });
  }

  private embed(
    userId: string,
    collection: StoredCollection,
    rows: readonly Row[],
    signal: AbortSignal,
  ): Promise<readonly Float32Array<ArrayBuffer>[]> {
    const texts = rows.map(({ document }) => document ?? '');
    return this.collections.embed(userId, collection, texts, signal);
  }
}

interface ReadRows {
  readonly rows: readonly Row[];
  /** Null where the texts are to be embedded. */
  readonly vectors: readonly Float32Array<ArrayBuffer>[] | null;
  readonly replaces: Where | null;
}

const readRows = (args: AddDocumentsArgs): ReadRows => {
  const problems = new InputProblems();
  const count = countRows(args, problems);
  const { chunk_size: size, chunk_overlap: overlap } = args;
  const ids = args.ids ?? Array.from({ length: count }, () => newId());
  checkIds(ids, problems);
  const maxLength = size === undefined ? MAX_DOCUMENT : MAX_CUT_DOCUMENT;
  const documents = readDocuments(args.documents ?? [], maxLength, problems);
  const metadatas = readMetadatas(args.metadatas ?? [], problems);
  const vectors = args.embeddings ? readVectors('embeddings', args.embeddings, problems) : null;
  if (!vectors) checkTexts(documents, problems);
  checkChunking(args, problems);
  if (problems.list.length > 0) throw wrongArguments(COMMAND, problems.list);
  const rows = ids.map((id, index) => ({ id, document: documents[index] ?? null, metadata: metadatas[index] ?? {} }));
  if (size === undefined) return { rows, vectors, replaces: null };
  const replaces: Where | null = args.upsert ? { kind: 'in', key: SOURCE_KEY, values: ids, isNegated: false } : null;
  return { rows: cut(rows, size, overlap), vectors, replaces };
};

/** How many rows are meant; every list that is given must have so many. */
const countRows = ({ ids, documents, metadatas, embeddings }: AddDocumentsArgs, problems: InputProblems): number => {
  const count = (documents ?? embeddings)?.length ?? 0;
  if (!documents && !embeddings) problems.add('documents', 'are missing: give documents, embeddings or both');
  else {
    for (const [field, list] of Object.entries({ ids, metadatas, embeddings })) {
      if (list && list.length !== count) problems.add(field, `has ${list.length} items and must have ${count}`);
    }
  }
  return count;
};

const checkTexts = (documents: readonly (string | null)[], problems: InputProblems): void => {
  for (const [index, document] of documents.entries()) {
    if (document === null) problems.add(`documents.${index}`, 'is null, so it needs an embedding');
  }
};

const checkChunking = (args: AddDocumentsArgs, problems: InputProblems): void => {
  const { chunk_size: size, chunk_overlap: overlap, embeddings } = args;
  if (size === undefined && overlap > 0) problems.add('chunk_overlap', 'needs a chunk_size');
  if (size === undefined) return;
  if (overlap > size / 2) problems.add('chunk_overlap', `must be at most half of chunk_size: ${Math.floor(size / 2)}`);
  if (embeddings) problems.add('chunk_size', 'needs documents without embeddings: each chunk gets a vector of its own');
};

const cut = (rows: readonly Row[], size: number, overlap: number): readonly Row[] => {
  const chunks = rows.flatMap(({ id, document, metadata }) =>
    chunkText(document ?? '', { size, overlap }).map((chunk, index) => ({
      id: `${id}:${index}`,
      document: chunk,
      metadata: { ...metadata, [SOURCE_KEY]: id, chunk_index: index },
    })),
  );
  if (chunks.length <= MAX_CHUNKS) return chunks;
  throw new ProtocolError(
    'TOO_LARGE',
    `The documents make ${chunks.length} chunks and one call may make ${MAX_CHUNKS}`,
    {
      hint: 'Add fewer documents at a time, or larger chunks.',
    },
  );
};
