import type { EntityMetadata, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';

import type { Database } from './database.js';
import type { SqlValue } from './statement.js';

/**
 * Finds one row by the values of some of its properties. TypeORM's `findOneBy` builds and parses a query each time, which
 * costs as much as ten statements; this is for the reads that every run does.
 *
 * @param where values by the entity's property names
 * @throws RangeError for a property that the entity doesn't have
 */
export const findRow = async <Entity extends ObjectLiteral>(
  database: Database,
  entity: new () => Entity,
  where: Readonly<Record<string, SqlValue>>,
): Promise<Entity | null> => {
  const { metadata } = database.repository(entity);
  const conditions = Object.keys(where).map((property) => `${columnOf(metadata, property).databaseName} = ?`);
  const sql = `SELECT * FROM ${metadata.tableName} WHERE ${conditions.join(' AND ')} LIMIT 1`;
  const [raw] = await database.query<Readonly<Record<string, unknown>>>(sql, Object.values(where));
  return raw ? hydrate(new entity(), metadata, raw) : null;
};

const columnOf = (metadata: EntityMetadata, property: string): ColumnMetadata => {
  const column = metadata.findColumnWithPropertyName(property);
  if (!column) throw new RangeError(`${metadata.tableName} has no column for ${property}`);
  return column;
};

const hydrate = <Entity extends ObjectLiteral>(
  row: Entity,
  { columns }: EntityMetadata,
  raw: Readonly<Record<string, unknown>>,
): Entity => {
  const values = columns.map(({ propertyName, databaseName, transformer }) => {
    const value = raw[databaseName];
    const from = transformer && !Array.isArray(transformer) ? transformer.from : undefined;
    return [propertyName, from ? (from(value) as unknown) : value] as const;
  });
  return Object.assign(row, Object.fromEntries(values));
};
