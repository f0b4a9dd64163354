import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Table } from 'typeorm';

import {
  bigintColumn,
  boolColumn,
  idColumn,
  intColumn,
  jsonColumn,
  textColumn,
  timeColumn,
} from '../migration-columns.js';

const nullable = { isNullable: true };
const key = { isPrimary: true };

const runs = new Table({
  name: 'runs',
  columns: [
    idColumn('id'),
    textColumn('status'),
    textColumn('workflow_id', nullable),
    jsonColumn('graph', nullable),
    jsonColumn('params'),
    jsonColumn('node_types'),
    intColumn('request_bytes'),
    textColumn('user_id'),
    textColumn('target_node_id', nullable),
    textColumn('node_id', nullable),
    jsonColumn('labels'),
    intColumn('priority'),
    bigintColumn('timeout_ms', nullable),
    timeColumn('deadline_at', nullable),
    textColumn('retry'),
    intColumn('attempt'),
    jsonColumn('result', nullable),
    jsonColumn('outputs', nullable),
    textColumn('error_code', nullable),
    textColumn('error_message', nullable),
    textColumn('rerun_of', nullable),
    textColumn('idempotency_key', nullable),
    textColumn('request_hash', nullable),
    timeColumn('cancel_requested_at', nullable),
    timeColumn('created_at'),
    timeColumn('started_at', nullable),
    timeColumn('finished_at', nullable),
  ],
  indices: [
    { name: 'runs_status', columnNames: ['status', 'id'] },
    { name: 'runs_user', columnNames: ['user_id', 'id'] },
    { name: 'runs_workflow', columnNames: ['workflow_id', 'id'] },
    { name: 'runs_node', columnNames: ['node_id', 'id'] },
    { name: 'runs_idempotency', columnNames: ['user_id', 'idempotency_key'], isUnique: true },
  ],
});

const attempts = new Table({
  name: 'run_attempts',
  columns: [
    textColumn('run_id', key),
    intColumn('attempt', key),
    textColumn('node_id'),
    textColumn('instance_id', nullable),
    textColumn('session_id'),
    textColumn('protocol'),
    textColumn('state'),
    textColumn('job_id', nullable),
    textColumn('reason', nullable),
    timeColumn('dispatched_at'),
    timeColumn('accepted_at', nullable),
    timeColumn('finished_at', nullable),
  ],
  indices: [{ name: 'run_attempts_node', columnNames: ['node_id', 'run_id'] }],
});

const events = new Table({
  name: 'run_events',
  columns: [
    textColumn('run_id', key),
    intColumn('seq', key),
    textColumn('type'),
    jsonColumn('data'),
    intColumn('attempt', nullable),
    bigintColumn('update_seq', nullable),
    timeColumn('created_at'),
  ],
});

const nodes = new Table({
  name: 'nodes',
  columns: [
    idColumn('node_id'),
    textColumn('protocol'),
    boolColumn('is_generated_id'),
    textColumn('user_id', nullable),
    jsonColumn('token_user_ids', nullable),
    jsonColumn('capabilities'),
    textColumn('node_types_hash', nullable),
    jsonColumn('labels'),
    jsonColumn('software', nullable),
    intColumn('max_concurrent'),
    textColumn('instance_id', nullable),
    timeColumn('first_seen_at'),
    timeColumn('connected_at'),
    timeColumn('last_seen_at'),
  ],
});

const nodeTypeSets = new Table({
  name: 'node_type_sets',
  columns: [idColumn('hash'), jsonColumn('types')],
});

const TABLES = [runs, attempts, events, nodes, nodeTypeSets];

/** Runs with their attempts and events, and the directory of nodes. */
export class Hub1764000000005 implements MigrationInterface {
  readonly name = 'Hub1764000000005';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.createTable(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of TABLES.toReversed()) await runner.dropTable(name);
  }
}
