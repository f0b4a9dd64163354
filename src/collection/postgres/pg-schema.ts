/** pgvector's HNSW takes no longer vectors; such collections are searched row by row, which is exact and slow. */
const MAX_INDEXED_DIMENSIONS = 2000;

/** The table of a collection. */
export const tableOf = (key: string): string => {
  if (!/^\d{1,15}$/.test(key)) throw new RangeError('not the key of a collection');
  return `collection_${key}`;
};

/** Statements that make the table of a collection with its indexes. Words are runs of letters and digits, as on SQLite. */
export const createTable = (key: string, dimensions: number): readonly string[] => {
  const table = tableOf(key);
  const create = `
    CREATE TABLE ${table} (
      k bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      id text NOT NULL UNIQUE,
      document text,
      metadata jsonb NOT NULL,
      embedding vector(${Math.trunc(dimensions)}) NOT NULL,
      words tsvector GENERATED ALWAYS AS (
        to_tsvector('simple'::regconfig, regexp_replace(coalesce(document, ''), '[^[:alnum:]]+', ' ', 'g'))
      ) STORED
    )`;
  const indexes = [`CREATE INDEX ON ${table} USING gin (words)`];
  if (dimensions <= MAX_INDEXED_DIMENSIONS) {
    indexes.push(`CREATE INDEX ON ${table} USING hnsw (embedding vector_cosine_ops)`);
  }
  return [create, ...indexes];
};
