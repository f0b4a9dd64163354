import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Table, TableIndex } from 'typeorm';

import { idColumn, jsonColumn, textColumn, timeColumn } from '../migration-columns.js';

/** Stored workflows, and which examples were already copied into them. */
export class Workflow1764000000002 implements MigrationInterface {
  readonly name = 'Workflow1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'workflows',
        columns: [
          idColumn('workflow_id'),
          textColumn('user_id'),
          textColumn('access'),
          textColumn('name'),
          textColumn('description'),
          jsonColumn('tags'),
          jsonColumn('graph'),
          textColumn('search_text'),
          timeColumn('created_at'),
          timeColumn('updated_at'),
        ],
        indices: [new TableIndex({ name: 'workflows_by_user', columnNames: ['user_id', 'created_at', 'workflow_id'] })],
      }),
    );
    await runner.createTable(
      new Table({ name: 'imported_examples', columns: [idColumn('example_id'), timeColumn('imported_at')] }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('imported_examples');
    await runner.dropTable('workflows');
  }
}
