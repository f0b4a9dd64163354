import Type from 'typebox';

const MaybeText = Type.Union([Type.String(), Type.Null()]);
const MaybeRecord = Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()]);
const absent = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) =>
  Type.Optional(Type.Union([schema, Type.Null()]));

export const ChromaCollection = Type.Object({
  id: Type.String(),
  name: Type.String(),
  metadata: absent(Type.Record(Type.String(), Type.Unknown())),
  dimension: absent(Type.Integer({ minimum: 1 })),
});

export const ChromaCollections = Type.Array(ChromaCollection);

export const ChromaCount = Type.Integer({ minimum: 0 });

export const ChromaLimits = Type.Object({ supports_base64_encoding: Type.Optional(Type.Boolean()) });

export const ChromaRows = Type.Object({
  ids: Type.Array(Type.String()),
  documents: absent(Type.Array(MaybeText)),
  metadatas: absent(Type.Array(MaybeRecord)),
});

export const ChromaHits = Type.Object({
  ids: Type.Array(Type.Array(Type.String())),
  documents: absent(Type.Array(Type.Array(MaybeText))),
  metadatas: absent(Type.Array(Type.Array(MaybeRecord))),
  distances: absent(Type.Array(Type.Array(Type.Union([Type.Number(), Type.Null()])))),
});

/** Answers that say nothing beyond their status. */
export const ChromaDone = Type.Unknown();

export const ChromaRefusal = Type.Object({ message: Type.String() });
