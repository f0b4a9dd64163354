import {
  BoolField,
  ChoiceField,
  IntField,
  ListField,
  ObjectField,
  TextField,
  TextListField,
} from '../dispatch/fields.js';
import { UserArgs } from '../dispatch/user-args.js';
import { modelName } from './embedding/embedder.js';
import { LOCAL_MODEL } from './embedding/feature-hash-embedder.js';
import type { SearchMode } from './store/vector-store.js';
import { SEARCH_MODES } from './store/vector-store.js';

/** Rows that one call may add. */
export const MAX_ROWS = 1000;
/** Rows that one call may name. */
const MAX_IDS = 1000;
const MAX_QUERIES = 100;
const MAX_NAME = 512;
const WHERE = 'Condition on metadata: `{key: value}`, `$eq $ne $gt $gte $lt $lte $in $nin`, `$and $or`.';
const VECTORS = { type: 'array', items: { type: 'number' } } as const;

export class ListCollectionsArgs extends UserArgs {
  @IntField({ optional: true, min: 1, max: 100 })
  readonly limit: number = 50;

  @TextField({ optional: true, min: 0, description: 'The `next` of the page before.' })
  readonly start_key: string = '';
}

export class CollectionArgs extends UserArgs {
  @TextField({ max: MAX_NAME })
  readonly name: string = '';
}

export class CreateCollectionArgs extends UserArgs {
  @TextField({
    max: MAX_NAME,
    description: '3 to 512 of a–z, A–Z, 0–9, `.`, `_`, `-`; a letter or digit at both ends.',
  })
  readonly name: string = '';

  @ObjectField({ optional: true, description: 'Texts, numbers, true or false by name.' })
  readonly metadata: Readonly<Record<string, unknown>> = {};

  @TextField({ optional: true, max: 256, description: 'Model that makes the vectors, for good: `provider/model`.' })
  readonly embedding_model: string = modelName(LOCAL_MODEL);

  @TextField({ optional: true, max: 64, description: 'Its provider, where `embedding_model` is the bare model.' })
  readonly embedding_provider: string | undefined = undefined;
}

export class AddDocumentsArgs extends CollectionArgs {
  @TextListField({ optional: true, min: 1, max: MAX_ROWS, description: 'One per document; made up when left out.' })
  readonly ids: readonly string[] | undefined = undefined;

  @ListField({ optional: true, min: 1, max: MAX_ROWS, items: { type: 'string', nullable: true } })
  readonly documents: readonly unknown[] | undefined = undefined;

  @ListField({
    optional: true,
    min: 1,
    max: MAX_ROWS,
    items: { type: 'object', additionalProperties: true, nullable: true },
    description: 'Texts, numbers, true or false by name, one object per document.',
  })
  readonly metadatas: readonly unknown[] | undefined = undefined;

  @ListField({
    optional: true,
    min: 1,
    max: MAX_ROWS,
    items: VECTORS,
    description: 'Vectors, in place of embedding the texts.',
  })
  readonly embeddings: readonly unknown[] | undefined = undefined;

  @TextField({
    optional: true,
    max: 320,
    description: 'Model that made the embeddings; another than the collection’s is refused.',
  })
  readonly embedding_model: string | undefined = undefined;

  @BoolField({ optional: true, description: 'Replaces documents whose ids are there already.' })
  readonly upsert: boolean = false;

  @IntField({
    optional: true,
    min: 100,
    max: 100_000,
    description: 'Cuts documents into chunks of so many characters.',
  })
  readonly chunk_size: number | undefined = undefined;

  @IntField({
    optional: true,
    max: 50_000,
    description: 'Characters that a chunk repeats of the one before; at most half of it.',
  })
  readonly chunk_overlap: number = 0;
}

export class GetDocumentsArgs extends CollectionArgs {
  @TextListField({ optional: true, max: MAX_IDS })
  readonly ids: readonly string[] | undefined = undefined;

  @ObjectField({ optional: true, description: WHERE })
  readonly where: Readonly<Record<string, unknown>> | undefined = undefined;

  @IntField({ optional: true, min: 1, max: 100 })
  readonly limit: number = 50;

  @TextField({ optional: true, min: 0, description: 'The `next` of the page before.' })
  readonly start_key: string = '';
}

export class DeleteDocumentsArgs extends CollectionArgs {
  @TextListField({ optional: true, min: 1, max: MAX_IDS })
  readonly ids: readonly string[] | undefined = undefined;

  @ObjectField({ optional: true, description: WHERE })
  readonly where: Readonly<Record<string, unknown>> | undefined = undefined;
}

export class QueryCollectionArgs extends CollectionArgs {
  @TextListField({ optional: true, min: 1, max: MAX_QUERIES })
  readonly query_texts: readonly string[] | undefined = undefined;

  @ListField({ optional: true, min: 1, max: MAX_QUERIES, items: VECTORS, description: 'Vectors to ask with.' })
  readonly query_embeddings: readonly unknown[] | undefined = undefined;

  @TextField({
    optional: true,
    max: 320,
    description: 'Model that made them; another than the collection’s is refused.',
  })
  readonly embedding_model: string | undefined = undefined;

  @IntField({ optional: true, min: 1, max: 50 })
  readonly n_results: number = 10;

  @ObjectField({ optional: true, description: WHERE })
  readonly where: Readonly<Record<string, unknown>> | undefined = undefined;

  @ChoiceField(SEARCH_MODES, { optional: true, description: 'By vectors, by words, or by both rankings fused.' })
  readonly mode: SearchMode = 'vector';
}
