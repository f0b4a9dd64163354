import { access } from 'node:fs/promises';

import type BetterSqlite3 from 'better-sqlite3';

import { isRecord } from '../../../common/json.js';
import type { NodeContext } from '../../../engine/node-context.js';
import { ValueError } from '../../python/errors.js';
import { writeJson, readJson } from '../../python/json-text.js';
import { firstWordOf } from './first-word.js';

/** Rows that a statement may give; they are all kept in memory. */
const MAX_ROWS = 1_000_000;

/** What a statement did. */
export interface SqlOutcome {
  /** Null when the statement gives no rows. */
  readonly rows: readonly Readonly<Record<string, unknown>>[] | null;
  /** True when the statement may change something. */
  readonly isWriting: boolean;
  /** Rows that it changed. */
  readonly changes: number;
  readonly lastRowId: number;
}

/** Absolute path of a database file of the workspace. */
export const databasePath = (name: string, context: NodeContext): Promise<string> => {
  if (name.trim() === '') throw new ValueError('database_name cannot be empty');
  return context.workspace.resolve(name);
};

/** Tells whether a database file is there. */
export const hasDatabase = async (name: string, context: NodeContext): Promise<boolean> =>
  access(await databasePath(name, context)).then(
    () => true,
    () => false,
  );

/**
 * Runs one statement on a database file of the workspace, which is made when it isn't there.
 *
 * @param parameters values for the `?` of the statement; lists and dictionaries are kept as JSON text
 * @throws Error with SQLite's words, and for statements that reach beyond the file
 */
export const runSql = async (
  name: string,
  sql: string,
  parameters: readonly unknown[],
  context: NodeContext,
): Promise<SqlOutcome> => {
  if (firstWordOf(sql) === '') return { rows: [], isWriting: false, changes: 0, lastRowId: 0 };
  const path = await databasePath(name, context);
  const { default: Database } = await import('better-sqlite3');
  const database = new Database(path);
  try {
    return execute(database.prepare(sql), parameters.map(toSql));
  } catch (error) {
    throw inOurWords(error);
  } finally {
    database.close();
  }
};

/** Writes a name of a table or a column so that SQLite takes it for nothing else. */
export const identifier = (name: string): string => {
  if (name === '' || name.includes('\u0000')) throw new ValueError('a table and a column need a name');
  return `\`${name.replaceAll('`', '``')}\``;
};

const inOurWords = (error: unknown): ValueError => {
  const text = isRecord(error) ? String(error['message']) : String(error);
  const isSeveral = text.includes('more than one statement');
  return new ValueError(isSeveral ? 'You can only execute one statement at a time.' : text, { cause: error });
};

const execute = (statement: BetterSqlite3.Statement, parameters: readonly unknown[]): SqlOutcome => {
  const isWriting = !statement.readonly;
  if (!statement.reader) {
    const { changes, lastInsertRowid } = statement.run(...parameters);
    return { rows: null, isWriting, changes, lastRowId: Number(lastInsertRowid) };
  }
  const rows: Readonly<Record<string, unknown>>[] = [];
  for (const row of statement.safeIntegers(true).iterate(...parameters)) {
    if (rows.length >= MAX_ROWS) throw new Error(`the statement gives more than ${MAX_ROWS} rows: add a LIMIT`);
    rows.push(Object.fromEntries(Object.entries(Object(row)).map(([key, value]) => [key, fromSql(value)])));
  }
  return { rows, isWriting, changes: rows.length, lastRowId: 0 };
};

/** Whole numbers are bound as such: as floating-point numbers they would become `5.0` in a column of texts. */
const toSql = (value: unknown): unknown => {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value === 'string' || value instanceof Uint8Array) return value;
  return writeJson(value);
};

/** Texts that hold a JSON list or object become one; a whole number beyond 2^53 becomes its decimal text. */
const fromSql = (value: unknown): unknown => {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  return typeof value === 'string' && /^\s*[[{]/.test(value) ? jsonOr(value) : value;
};

const jsonOr = (text: string): unknown => {
  try {
    return readJson(text);
  } catch {
    return text;
  }
};
