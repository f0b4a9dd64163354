import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Table, TableColumn } from 'typeorm';

import { bigintColumn, idColumn, textColumn, timeColumn } from '../migration-columns.js';

const usage = new Table({
  name: 'model_usage',
  columns: [
    idColumn('id'),
    textColumn('job_id', { isNullable: true }),
    textColumn('user_id'),
    textColumn('provider'),
    textColumn('model'),
    textColumn('kind'),
    bigintColumn('input_tokens', { isNullable: true }),
    bigintColumn('output_tokens', { isNullable: true }),
    bigintColumn('cached_tokens', { isNullable: true }),
    bigintColumn('cache_write_tokens', { isNullable: true }),
    bigintColumn('reasoning_tokens', { isNullable: true }),
    bigintColumn('images', { isNullable: true }),
    bigintColumn('characters', { isNullable: true }),
    bigintColumn('audio_ms', { isNullable: true }),
    bigintColumn('cost_nanos', { isNullable: true }),
    timeColumn('created_at'),
  ],
  indices: [
    { name: 'model_usage_by_job', columnNames: ['job_id'] },
    { name: 'model_usage_by_user', columnNames: ['user_id', 'created_at'] },
  ],
});

/** What calls of models used and cost, and the sum of it beside each job. */
export class ModelUsage1764000000012 implements MigrationInterface {
  readonly name = 'ModelUsage1764000000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(usage);
    await runner.addColumn('jobs', new TableColumn(bigintColumn('cost_nanos', { isNullable: true })));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('jobs', 'cost_nanos');
    await runner.dropTable(usage.name);
  }
}
