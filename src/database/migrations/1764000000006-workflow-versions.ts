import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Table } from 'typeorm';

import { idColumn, intColumn, jsonColumn, textColumn, timeColumn } from '../migration-columns.js';

const versions = new Table({
  name: 'workflow_versions',
  columns: [
    idColumn('id'),
    textColumn('workflow_id'),
    intColumn('version'),
    textColumn('name'),
    textColumn('description'),
    jsonColumn('graph'),
    textColumn('save_type'),
    timeColumn('created_at'),
  ],
  indices: [{ name: 'workflow_versions_number', columnNames: ['workflow_id', 'version'], isUnique: true }],
});

/** What earlier saves of workflows held; a workflow that is older than this table begins with its present state. */
export class WorkflowVersions1764000000006 implements MigrationInterface {
  readonly name = 'WorkflowVersions1764000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(versions);
    await runner.query(
      `INSERT INTO workflow_versions (id, workflow_id, version, name, description, graph, save_type, created_at)
       SELECT workflow_id || ':1', workflow_id, 1, name, description, graph, 'manual', updated_at FROM workflows`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(versions.name);
  }
}
