import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Table } from 'typeorm';

import { bigintColumn, idColumn, jsonColumn, textColumn, timeColumn } from '../migration-columns.js';

const assets = new Table({
  name: 'assets',
  columns: [
    idColumn('asset_id'),
    textColumn('user_id'),
    textColumn('parent_id'),
    textColumn('workflow_id', { isNullable: true }),
    textColumn('job_id', { isNullable: true }),
    textColumn('name'),
    textColumn('search_text'),
    textColumn('content_type'),
    bigintColumn('size'),
    textColumn('sha256', { isNullable: true }),
    textColumn('thumb_sha256', { isNullable: true }),
    jsonColumn('metadata'),
    bigintColumn('duration_ms', { isNullable: true }),
    timeColumn('created_at'),
  ],
  indices: [
    { name: 'assets_by_user', columnNames: ['user_id', 'asset_id'] },
    { name: 'assets_by_parent', columnNames: ['user_id', 'parent_id', 'asset_id'] },
    { name: 'assets_by_content', columnNames: ['sha256'] },
    { name: 'assets_by_thumb', columnNames: ['thumb_sha256'] },
  ],
});

/** Bytes per user: a row of its own makes a quota a condition of one statement, and its lock puts a user's writes in an order. */
const usage = new Table({ name: 'asset_usage', columns: [idColumn('user_id'), bigintColumn('bytes')] });

/** Contents that are being taken out of the store right now. */
const removals = new Table({ name: 'content_removals', columns: [idColumn('sha256'), timeColumn('started_at')] });

/** The name of the one store that this database cleans up. */
const store = new Table({ name: 'content_store', columns: [idColumn('id'), textColumn('name')] });

/** Assets, what they add up to per user, and the clean-up of their contents. */
export class Asset1764000000007 implements MigrationInterface {
  readonly name = 'Asset1764000000007';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [assets, usage, removals, store]) await runner.createTable(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [store, removals, usage, assets]) await runner.dropTable(table.name);
  }
}
