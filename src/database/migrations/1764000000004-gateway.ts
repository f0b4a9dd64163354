import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Table } from 'typeorm';

import { intColumn, jsonColumn, sequenceColumn, textColumn, timeColumn } from '../migration-columns.js';

/** Answers that the hub has not acknowledged yet. */
export class Gateway1764000000004 implements MigrationInterface {
  readonly name = 'Gateway1764000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'outbox',
        columns: [
          sequenceColumn('seq', runner),
          textColumn('node_id'),
          textColumn('request_id'),
          intColumn('attempt'),
          jsonColumn('item'),
          timeColumn('created_at'),
        ],
        uniques: [{ name: 'outbox_by_request', columnNames: ['node_id', 'request_id'] }],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('outbox');
  }
}
