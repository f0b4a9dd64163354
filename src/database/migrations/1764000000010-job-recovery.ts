import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Table, TableColumn } from 'typeorm';

import { idColumn, intColumn, jsonColumn, textColumn, timeColumn } from '../migration-columns.js';

const orders = new Table({
  name: 'job_orders',
  columns: [
    idColumn('job_id'),
    jsonColumn('graph'),
    jsonColumn('params'),
    timeColumn('deadline_at', { isNullable: true }),
    jsonColumn('request', { isNullable: true }),
    intColumn('interruptions', { default: 0 }),
  ],
});

const checkpoints = new Table({
  name: 'job_checkpoints',
  columns: [
    idColumn('job_id'),
    intColumn('seq', { isPrimary: true }),
    textColumn('kind'),
    textColumn('graph_node_id'),
    intColumn('firing'),
    textColumn('data', { isNullable: true }),
  ],
});

const COLUMNS = ['suspended_node_id', 'suspension_reason'];

/** What a job that hasn't ended needs to be gone on with after a restart, and what a suspended one waits for. */
export class JobRecovery1764000000010 implements MigrationInterface {
  readonly name = 'JobRecovery1764000000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(orders);
    await runner.createTable(checkpoints);
    for (const name of COLUMNS) await runner.addColumn('jobs', new TableColumn(textColumn(name, { isNullable: true })));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of COLUMNS) await runner.dropColumn('jobs', name);
    await runner.dropTable(checkpoints.name);
    await runner.dropTable(orders.name);
  }
}
