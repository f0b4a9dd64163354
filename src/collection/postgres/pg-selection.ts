import type { DocumentSelection } from '../store/vector-store.js';
import { postgresWhere } from '../where/postgres-where.js';
import type { PgValue } from './pg-session.js';

/** A condition with its parameters. */
export interface PgCondition {
  readonly sql: string;
  readonly params: readonly PgValue[];
}

/** Writes a selection of rows as a condition; `true` when every row is meant. */
export const pgSelection = ({ ids, where }: DocumentSelection): PgCondition => {
  const parts: PgCondition[] = [];
  if (ids) parts.push({ sql: 'id = ANY(?::text[])', params: [ids] });
  if (where) parts.push(postgresWhere(where));
  return {
    sql: parts.map(({ sql }) => sql).join(' AND ') || 'true',
    params: parts.flatMap(({ params }) => params),
  };
};
