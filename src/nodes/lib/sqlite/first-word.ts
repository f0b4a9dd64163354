import { ValueError } from '../../python/errors.js';

/** What SQLite passes over before a statement: white space, comments, semicolons, a byte-order mark. */
const BEFORE = /^(?:[\s;\ufeff]|--[^\n]*(?:\n|$)|\/\*[^]*?(?:\*\/|$))*/;
const WORD = /^[A-Za-z]+/;
const PRAGMA = /^pragma\s+(?:\w+\.)?(\w+)\s*(?:\([^()]*\)\s*)?;?\s*$/i;

/** Pragmas that only tell something about the tables. */
const READING_PRAGMAS: ReadonlySet<string> = new Set([
  'application_id',
  'collation_list',
  'compile_options',
  'encoding',
  'foreign_key_check',
  'foreign_key_list',
  'function_list',
  'index_info',
  'index_list',
  'index_xinfo',
  'integrity_check',
  'page_count',
  'page_size',
  'quick_check',
  'table_info',
  'table_list',
  'table_xinfo',
  'user_version',
]);

/**
 * Gives the word that says what a statement does, in capitals; empty when there's no statement.
 *
 * @throws ValueError for a statement that reaches beyond the one database file: ATTACH, VACUUM INTO, most pragmas
 */
export const firstWordOf = (sql: string): string => {
  if (sql.includes('\u0000')) throw new ValueError('an SQL statement holds no NUL character');
  const statement = sql.slice(BEFORE.exec(sql)?.[0].length ?? 0);
  const word = (WORD.exec(statement)?.[0] ?? '').toUpperCase();
  const isAllowed = RULES[word]?.(statement) ?? true;
  if (!isAllowed) {
    throw new ValueError(
      `${word} isn't allowed: a graph node works on one database file of its workspace, nothing else`,
    );
  }
  return word;
};

const RULES: Readonly<Record<string, (statement: string) => boolean>> = {
  ATTACH: () => false,
  DETACH: () => false,
  PRAGMA: (statement) => READING_PRAGMAS.has((PRAGMA.exec(statement)?.[1] ?? '').toLowerCase()),
  VACUUM: (statement) => /^vacuum\s*;?\s*$/i.test(statement),
};
