import Type from 'typebox';

const Metadata = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]));
const Next = Type.String({ description: '`start_key` of the next page; empty on the last one.' });
const MaybeText = Type.Union([Type.String(), Type.Null()]);

const facts = {
  name: Type.String(),
  metadata: Metadata,
  count: Type.Integer({ minimum: 0, description: 'Documents in it.' }),
};

export const CollectionResult = Type.Object(facts);

export const CollectionListResult = Type.Object({
  collections: Type.Array(
    Type.Object({
      ...facts,
      workflow_name: Type.Union([Type.String(), Type.Null()], {
        description: 'Name of the workflow that indexes into it, where its metadata names one.',
      }),
    }),
  ),
  count: Type.Integer({ minimum: 0, description: 'Collections of the user.' }),
  next: Next,
});

export const DeletedCollectionResult = Type.Object({ name: Type.String(), deleted: Type.Literal(true) });

export const AddedDocumentsResult = Type.Object({
  ids: Type.Array(Type.String(), { description: 'Those of the chunks, where documents were cut.' }),
  count: Type.Integer({ minimum: 0, description: 'Documents or chunks that were written.' }),
});

export const DocumentsResult = Type.Object({
  ids: Type.Array(Type.String()),
  documents: Type.Array(MaybeText),
  metadatas: Type.Array(Metadata),
  count: Type.Integer({ minimum: 0, description: 'All documents that are meant, on every page.' }),
  next: Next,
});

export const DeletedDocumentsResult = Type.Object({
  deleted: Type.Integer({ minimum: 0, description: 'Documents that were there and are gone.' }),
});

export const QueryResult = Type.Object(
  {
    ids: Type.Array(Type.Array(Type.String())),
    documents: Type.Array(Type.Array(MaybeText)),
    distances: Type.Array(Type.Array(Type.Union([Type.Number(), Type.Null()])), {
      description: '0 for the same direction; null where no vector was asked with.',
    }),
    metadatas: Type.Array(Type.Array(Metadata)),
    scores: Type.Optional(
      Type.Array(Type.Array(Type.Number()), { description: 'Fused rank scores of mode `hybrid`, greater is better.' }),
    ),
  },
  { description: 'A list for each query, best first.' },
);
