import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Table, TableColumn } from 'typeorm';

import { bigintColumn, idColumn, jsonColumn, textColumn, timeColumn } from '../migration-columns.js';

const key = { isPrimary: true };

const blobs = new Table({
  name: 'blobs',
  columns: [
    idColumn('sha256'),
    bigintColumn('size'),
    textColumn('content_type'),
    timeColumn('created_at'),
    timeColumn('last_used_at'),
  ],
  indices: [{ name: 'blobs_last_used', columnNames: ['last_used_at', 'sha256'] }],
});

const owners = new Table({
  name: 'blob_owners',
  columns: [textColumn('sha256', key), textColumn('user_id', key), textColumn('run_id', key), timeColumn('created_at')],
  indices: [{ name: 'blob_owners_run', columnNames: ['run_id'] }],
});

const resultRef = new TableColumn(jsonColumn('result_ref', { isNullable: true }));

/** Bytes that travel between callers and nodes through the hub, who may read them, and results that are kept as such. */
export class Blobs1764000000008 implements MigrationInterface {
  readonly name = 'Blobs1764000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(blobs);
    await runner.createTable(owners);
    await runner.addColumn('runs', resultRef.clone());
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('runs', 'result_ref');
    await runner.dropTable(owners.name);
    await runner.dropTable(blobs.name);
  }
}
