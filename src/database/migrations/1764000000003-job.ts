import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Table, TableIndex } from 'typeorm';

import { idColumn, intColumn, jsonColumn, textColumn, timeColumn } from '../migration-columns.js';

/** Jobs and the numbered lines of their logs. */
export class Job1764000000003 implements MigrationInterface {
  readonly name = 'Job1764000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(jobs);
    await runner.createTable(
      new Table({
        name: 'job_logs',
        columns: [
          idColumn('job_id'),
          intColumn('seq', { isPrimary: true }),
          timeColumn('created_at'),
          textColumn('level'),
          textColumn('message'),
          textColumn('graph_node_id', { isNullable: true }),
          textColumn('graph_node_name', { isNullable: true }),
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('job_logs');
    await runner.dropTable('jobs');
  }
}

const jobs = new Table({
  name: 'jobs',
  columns: [
    idColumn('job_id'),
    textColumn('user_id'),
    textColumn('node_id'),
    textColumn('job_type'),
    textColumn('execution_strategy'),
    textColumn('status'),
    textColumn('workflow_id', { isNullable: true }),
    textColumn('request_id', { isNullable: true }),
    intColumn('attempt', { isNullable: true }),
    timeColumn('created_at'),
    timeColumn('started_at', { isNullable: true }),
    timeColumn('finished_at', { isNullable: true }),
    textColumn('error', { isNullable: true }),
    textColumn('error_code', { isNullable: true }),
    jsonColumn('result', { isNullable: true }),
    intColumn('is_handed_over', { default: 0 }),
  ],
  indices: [
    new TableIndex({ name: 'jobs_by_user', columnNames: ['user_id', 'job_id'] }),
    new TableIndex({ name: 'jobs_by_workflow', columnNames: ['workflow_id', 'user_id', 'job_id'] }),
    new TableIndex({ name: 'jobs_by_status', columnNames: ['node_id', 'status'] }),
    new TableIndex({ name: 'jobs_by_request', columnNames: ['request_id', 'attempt'], isUnique: true }),
  ],
});
