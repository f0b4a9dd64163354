import { assertNever } from '../../common/assert-never.js';
import type { SqlCondition } from './sqlite-where.js';
import type { Comparison, Where } from './where.js';

const OPERATORS: Readonly<Record<Comparison, string>> = { $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' };

/** Writes a filter for PostgreSQL; it looks at a column `metadata` of type `jsonb` and is always true or false, never null. */
export const postgresWhere = (where: Where): SqlCondition => {
  switch (where.kind) {
    case 'and':
    case 'or': {
      const parts = where.parts.map(postgresWhere);
      const glue = where.kind === 'and' ? ' AND ' : ' OR ';
      return { sql: `(${parts.map(({ sql }) => sql).join(glue)})`, params: parts.flatMap(({ params }) => params) };
    }
    case 'in': {
      // Equality of `jsonb` compares type and value; numbers by their value.
      const marks = where.values.map(() => '?::jsonb').join(', ');
      const sql = `${where.isNegated ? 'NOT ' : ''}coalesce(metadata -> ?::text IN (${marks}), false)`;
      return { sql, params: [where.key, ...where.values.map((value) => JSON.stringify(value))] };
    }
    case 'compare': {
      // `CASE` keeps the cast from being tried on what isn't a number; `AND` promises no order.
      const sql = `CASE WHEN jsonb_typeof(metadata -> ?::text) = 'number' THEN (metadata ->> ?::text)::numeric ${OPERATORS[where.operator]} ?::numeric ELSE false END`;
      return { sql, params: [where.key, where.key, String(where.value)] };
    }
    default:
      return assertNever(where);
  }
};
