import { assertNever } from '../../common/assert-never.js';
import type { MetadataValue } from '../store/metadata.js';
import type { Comparison, Where } from './where.js';

/** A condition in SQL; values and keys are parameters, never part of the text. */
export interface SqlCondition {
  readonly sql: string;
  readonly params: readonly (string | number)[];
}

const OPERATORS: Readonly<Record<Comparison, string>> = { $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' };

/** Writes a filter for SQLite; it looks at a column `metadata` with JSON text and is always true or false, never null. */
export const sqliteWhere = (where: Where): SqlCondition => {
  switch (where.kind) {
    case 'and':
    case 'or': {
      const parts = where.parts.map(sqliteWhere);
      const glue = where.kind === 'and' ? ' AND ' : ' OR ';
      return { sql: `(${parts.map(({ sql }) => sql).join(glue)})`, params: parts.flatMap(({ params }) => params) };
    }
    case 'in':
      return isOneOf(where.key, where.values, where.isNegated);
    case 'compare': {
      const path = pathOf(where.key);
      const sql = `(${isNumber} AND metadata ->> ? ${OPERATORS[where.operator]} ?)`;
      return { sql, params: [path, path, path, where.value] };
    }
    default:
      return assertNever(where);
  }
};

/** `IS` in place of `=`: the type of a key that isn't there is null, and null would make the negation null too. */
const isNumber = `(json_type(metadata, ?) IS 'integer' OR json_type(metadata, ?) IS 'real')`;

const isOneOf = (key: string, values: readonly MetadataValue[], isNegated: boolean): SqlCondition => {
  const path = pathOf(key);
  const texts = values.filter((value) => typeof value === 'string');
  const numbers = values.filter((value) => typeof value === 'number');
  const booleans = values.filter((value) => typeof value === 'boolean');
  const parts = booleans.map(() => 'json_type(metadata, ?) IS ?');
  const params: (string | number)[] = booleans.flatMap((value) => [path, String(value)]);
  if (texts.length > 0) {
    parts.push(`(json_type(metadata, ?) IS 'text' AND metadata ->> ? IN (${marks(texts)}))`);
    params.push(path, path, ...texts);
  }
  if (numbers.length > 0) {
    parts.push(`(${isNumber} AND metadata ->> ? IN (${marks(numbers)}))`);
    params.push(path, path, path, ...numbers);
  }
  return { sql: `${isNegated ? 'NOT ' : ''}(${parts.join(' OR ')})`, params };
};

const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');

/** Keys hold no quotes and no backslashes: `parseWhere` and the check of documents see to that. */
const pathOf = (key: string): string => `$."${key}"`;
