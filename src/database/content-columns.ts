import type { ObjectLiteral } from 'typeorm';

import { contentPropertiesOf } from './columns.js';
import type { Database } from './database.js';

/**
 * Finds which contents of the asset store are named by a row of any table, by the columns that entities declare with
 * `ContentColumn`; the tables of all roles count in each of them, because a data folder may change its role.
 *
 * @param entity any entity of the database
 * @param sha256s at most a few hundred
 */
export const namedContents = async (
  database: Database,
  entity: new () => ObjectLiteral,
  sha256s: readonly string[],
): Promise<ReadonlySet<string>> => {
  if (sha256s.length === 0) return new Set();
  const marks = sha256s.map(() => '?').join(', ');
  const columns = contentColumns(database, entity);
  const sql = columns.map(
    ({ table, column }) => `SELECT ${column} AS sha256 FROM ${table} WHERE ${column} IN (${marks})`,
  );
  const rows = await database.query<{ readonly sha256: string }>(
    sql.join(' UNION '),
    columns.flatMap(() => sha256s),
  );
  return new Set(rows.map(({ sha256 }) => sha256));
};

const contentColumns = (
  database: Database,
  entity: new () => ObjectLiteral,
): readonly { readonly table: string; readonly column: string }[] =>
  database.repository(entity).manager.dataSource.entityMetadatas.flatMap(({ tableName, target, columns }) => {
    const properties = typeof target === 'function' ? contentPropertiesOf(target.prototype as object) : [];
    return columns
      .filter(({ propertyName }) => properties.includes(propertyName))
      .map(({ databaseName }) => ({ table: tableName, column: databaseName }));
  });
