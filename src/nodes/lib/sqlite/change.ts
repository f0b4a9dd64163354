import { defineNodeType } from '../../../engine/node-type.js';
import { bool, dict } from '../../../engine/property.js';
import { ValueError } from '../../python/errors.js';
import type { DeclaredColumn } from '../../record-type.js';
import { declaredColumns } from '../../record-type.js';
import { identifier, runSql } from './database.js';
import { place, recordType, where } from './properties.js';

/** `lib.sqlite.CreateTable`: a table in a database file of the workspace; one that is there stays as it is. */
export const CreateTable = defineNodeType({
  type: 'lib.sqlite.CreateTable',
  title: 'Create Table',
  description: 'Makes a table with the given columns in a database file of the workspace, unless it is there.',
  tags: ['sqlite', 'database', 'table', 'schema'],
  properties: {
    ...place,
    columns: recordType('The columns.'),
    add_primary_key: bool(true, { description: 'Makes a first column of whole numbers the key that counts up.' }),
    if_not_exists: bool(true, { description: 'Says in the statement that a table that is there stays.' }),
  },
  outputs: { database_name: 'str', table_name: 'str', columns: 'record_type' },
  exposeAsTool: true,
  isPure: false,
  isRetrySafe: true,
  process: async ({ database_name, table_name, columns, add_primary_key, if_not_exists }, context) => {
    const existing = await runSql(
      database_name,
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?",
      [table_name],
      context,
    );
    if (existing.rows?.length === 0) {
      const parts = declaredColumns(columns).map((column, index) =>
        definitionOf(column, add_primary_key && index === 0),
      );
      const clause = if_not_exists ? 'IF NOT EXISTS ' : '';
      const sql = `CREATE TABLE ${clause}${identifier(table_name)} (${parts.join(', ')})`;
      await runSql(database_name, sql, [], context);
    }
    return { database_name, table_name, columns };
  },
});

/** `lib.sqlite.Insert`: a row. */
export const Insert = defineNodeType({
  type: 'lib.sqlite.Insert',
  title: 'Insert Row',
  description: 'Adds a row to a table; lists and dictionaries are kept as JSON text.',
  tags: ['sqlite', 'database', 'insert', 'row'],
  properties: {
    ...place,
    data: dict('str,any', { content: 'example' }, { description: 'The values by column.' }),
  },
  outputs: { output: 'dict[str,any]' },
  exposeAsTool: true,
  isPure: false,
  process: async ({ database_name, table_name, data }, context) => {
    const names = Object.keys(data);
    const marks = names.map(() => '?').join(', ');
    const sql = `INSERT INTO ${identifier(table_name)} (${names.map(identifier).join(', ')}) VALUES (${marks})`;
    const { changes, lastRowId } = await runSql(database_name, sql, Object.values(data), context);
    return { output: { row_id: lastRowId, rows_affected: changes, message: `Inserted record with ID ${lastRowId}` } };
  },
});

/** `lib.sqlite.Update`: other values in the rows that meet a condition. */
export const Update = defineNodeType({
  type: 'lib.sqlite.Update',
  title: 'Update Rows',
  description: 'Changes values in the rows of a table that meet a condition, or in all.',
  tags: ['sqlite', 'database', 'update', 'row'],
  properties: {
    ...place,
    data: dict('str,any', { content: 'updated' }, { description: 'The new values by column.' }),
    where: where('Condition in SQL, such as id = 1; without one all rows are changed.'),
  },
  outputs: { output: 'dict[str,any]' },
  exposeAsTool: true,
  isPure: false,
  process: async ({ database_name, table_name, data, where: condition }, context) => {
    const changed = Object.keys(data).map((name) => `${identifier(name)} = ?`);
    const sql = `UPDATE ${identifier(table_name)} SET ${changed.join(', ')}${condition ? ` WHERE ${condition}` : ''}`;
    const { changes } = await runSql(database_name, sql, Object.values(data), context);
    return { output: { rows_affected: changes, message: `Updated ${changes} record(s)` } };
  },
});

/** `lib.sqlite.Delete`: takes away the rows that meet a condition, which must be given. */
export const Delete = defineNodeType({
  type: 'lib.sqlite.Delete',
  title: 'Delete Rows',
  description: 'Takes the rows that meet a condition out of a table.',
  tags: ['sqlite', 'database', 'delete', 'row'],
  properties: { ...place, where: where('Condition in SQL, such as id = 1. It must be given.') },
  outputs: { output: 'dict[str,any]' },
  exposeAsTool: true,
  isPure: false,
  isRetrySafe: true,
  process: async ({ database_name, table_name, where: condition }, context) => {
    if (!condition) {
      throw new ValueError('WHERE clause is required for DELETE operations to prevent accidental data loss');
    }
    const sql = `DELETE FROM ${identifier(table_name)} WHERE ${condition}`;
    const { changes } = await runSql(database_name, sql, [], context);
    return { output: { rows_affected: changes, message: `Deleted ${changes} record(s)` } };
  },
});

const SQL_KINDS: Readonly<Record<string, string>> = { int: 'INTEGER', float: 'REAL' };

const definitionOf = ({ name, kind }: DeclaredColumn, isKey: boolean): string =>
  isKey && kind === 'int'
    ? `${identifier(name)} INTEGER PRIMARY KEY AUTOINCREMENT`
    : `${identifier(name)} ${SQL_KINDS[kind] ?? 'TEXT'}`;
