import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TableColumn } from 'typeorm';

import { jsonColumn } from '../migration-columns.js';

const TABLE = 'workflows';
const extras = jsonColumn('extras', { default: "'{}'" });

/** What NodeTool's workflow files hold besides a workflow's name, description, tags, access and graph. */
export class WorkflowExtras1764000000015 implements MigrationInterface {
  readonly name = 'WorkflowExtras1764000000015';

  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumn(TABLE, new TableColumn(extras));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn(TABLE, extras.name);
  }
}
