import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Table } from 'typeorm';

import { intColumn, jsonColumn, sequenceColumn, textColumn } from '../migration-columns.js';

/**
 * The catalogue of vector collections. Only PostgreSQL keeps them beside the other tables (docs/adr/0010); the table of each
 * collection is made with its first documents, when their length is known and pgvector is needed.
 */
export class Collection1764000000013 implements MigrationInterface {
  readonly name = 'Collection1764000000013';

  async up(runner: QueryRunner): Promise<void> {
    if (isPostgres(runner)) await runner.createTable(collections(runner));
  }

  async down(runner: QueryRunner): Promise<void> {
    if (!isPostgres(runner)) return;
    const rows: unknown = await runner.query('SELECT seq FROM collections WHERE dimensions IS NOT NULL');
    for (const { seq } of rows as readonly { readonly seq: number | string }[]) {
      await runner.query(`DROP TABLE IF EXISTS collection_${seq}`);
    }
    await runner.dropTable('collections');
  }
}

const isPostgres = (runner: QueryRunner): boolean => runner.dataSource.options.type === 'postgres';

const collections = (runner: QueryRunner): Table =>
  new Table({
    name: 'collections',
    columns: [
      sequenceColumn('seq', runner),
      textColumn('user_id'),
      textColumn('name'),
      jsonColumn('metadata'),
      intColumn('dimensions', { isNullable: true }),
      intColumn('document_count', { default: 0 }),
    ],
    indices: [{ name: 'collections_name', columnNames: ['user_id', 'name'], isUnique: true }],
  });
