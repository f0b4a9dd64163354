import { defineNodeType } from '../../../engine/node-type.js';
import { int, list, str } from '../../../engine/property.js';
import { declaredColumns } from '../../record-type.js';
import { databasePath, hasDatabase, identifier, runSql } from './database.js';
import { firstWordOf } from './first-word.js';
import { place, recordType, where } from './properties.js';

/** `lib.sqlite.Query`: the rows of a table that meet a condition. */
export const Query = defineNodeType({
  type: 'lib.sqlite.Query',
  title: 'Query Table',
  description: 'Gives the rows of a table that meet a condition; none when there is no such database file yet.',
  tags: ['sqlite', 'database', 'select', 'search'],
  properties: {
    ...place,
    where: where('Condition in SQL, such as id = 1.'),
    columns: recordType('The columns to give; none means all.'),
    order_by: str('', { description: 'Order in SQL, such as name DESC.' }),
    limit: int(0, { description: 'Largest number of rows; 0 means all.' }),
  },
  outputs: { output: 'list[dict[str,any]]' },
  exposeAsTool: true,
  isPure: false,
  isRetrySafe: true,
  process: async ({ database_name, table_name, where: condition, columns, order_by: order, limit }, context) => {
    if (!(await hasDatabase(database_name, context))) return { output: [] };
    const names = declaredColumns(columns).map(({ name }) => (name === '*' ? name : identifier(name)));
    const sql = [
      `SELECT ${names.length > 0 ? names.join(', ') : '*'} FROM ${identifier(table_name)}`,
      ...(condition ? [`WHERE ${condition}`] : []),
      ...(order ? [`ORDER BY ${order}`] : []),
      ...(limit > 0 ? [`LIMIT ${limit}`] : []),
    ].join(' ');
    const { rows } = await runSql(database_name, sql, [], context);
    return { output: rows ?? [] };
  },
});

/** `lib.sqlite.ExecuteSQL`: one statement of any kind that stays within the file. */
export const ExecuteSQL = defineNodeType({
  type: 'lib.sqlite.ExecuteSQL',
  title: 'Execute SQL',
  description: 'Runs one SQL statement on a database file of the workspace.',
  tags: ['sqlite', 'database', 'sql'],
  properties: {
    database_name: place.database_name,
    sql: str('SELECT * FROM flashcards', { description: 'The statement.' }),
    parameters: list('any', [], { description: 'Values for the question marks of the statement.' }),
  },
  outputs: { output: 'dict[str,any]' },
  exposeAsTool: true,
  isPure: false,
  process: async ({ database_name, sql, parameters }, context) => {
    const { rows, isWriting, changes, lastRowId } = await runSql(database_name, sql, parameters, context);
    if (!isWriting) {
      const found = rows ?? [];
      return { output: { rows: found, count: found.length, message: `Query returned ${found.length} row(s)` } };
    }
    const counts = CHANGING_ROWS.has(firstWordOf(sql)) ? changes : -1;
    const message = 'SQL executed successfully';
    return { output: { rows_affected: counts, last_row_id: lastRowId, message, ...(rows && { rows }) } };
  },
});

/** `lib.sqlite.GetDatabasePath`: where a database file is. */
export const GetDatabasePath = defineNodeType({
  type: 'lib.sqlite.GetDatabasePath',
  title: 'Get Database Path',
  description: 'Gives the absolute path of a database file in the workspace, also when it is not there yet.',
  tags: ['sqlite', 'database', 'path'],
  properties: { database_name: place.database_name },
  outputs: { output: 'str' },
  exposeAsTool: true,
  isPure: false,
  isRetrySafe: true,
  process: async ({ database_name }, context) => ({ output: await databasePath(database_name, context) }),
});

/** Statements whose changed rows count; others, such as CREATE, answer -1. */
const CHANGING_ROWS: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'REPLACE', 'WITH']);
