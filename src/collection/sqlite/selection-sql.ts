import type { DocumentSelection } from '../store/vector-store.js';
import type { SqlCondition } from '../where/sqlite-where.js';
import { sqliteWhere } from '../where/sqlite-where.js';

/** Writes a selection of rows as a condition; null when every row is meant. */
export const selectionSql = ({ ids, where }: DocumentSelection): SqlCondition | null => {
  const parts: SqlCondition[] = [];
  if (ids) parts.push({ sql: 'id IN (SELECT value FROM json_each(?))', params: [JSON.stringify(ids)] });
  if (where) parts.push(sqliteWhere(where));
  if (parts.length === 0) return null;
  return { sql: parts.map(({ sql }) => sql).join(' AND '), params: parts.flatMap(({ params }) => params) };
};
