import type { QueryRunner, TableColumnOptions } from 'typeorm';

/** What a migration may say about a column beside its kind. */
export type MigrationColumnOptions = Partial<
  Pick<TableColumnOptions, 'isNullable' | 'isPrimary' | 'isUnique' | 'default'>
>;

type ColumnMaker = (name: string, options?: MigrationColumnOptions) => TableColumnOptions;

const ofType =
  (type: string): ColumnMaker =>
  (name, options = {}) => ({ name, type, ...options });

/** A text as primary key. */
export const idColumn: ColumnMaker = (name, options = {}) => ({ name, type: 'text', isPrimary: true, ...options });
export const textColumn: ColumnMaker = ofType('text');
export const jsonColumn: ColumnMaker = ofType('text');
export const intColumn: ColumnMaker = ofType('integer');
/** A boolean, stored as 0 or 1. */
export const boolColumn: ColumnMaker = ofType('integer');
export const bigintColumn: ColumnMaker = ofType('bigint');
/** A time in milliseconds since 1970. */
export const timeColumn: ColumnMaker = ofType('bigint');

/** A number that the database counts up, as primary key; SQLite counts only columns of type `integer`. */
export const sequenceColumn = (name: string, runner: QueryRunner): TableColumnOptions => ({
  name,
  type: runner.dataSource.options.type === 'postgres' ? 'bigint' : 'integer',
  isPrimary: true,
  isGenerated: true,
  generationStrategy: 'increment',
});
