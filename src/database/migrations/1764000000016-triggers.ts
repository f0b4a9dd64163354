import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Table, TableColumn } from 'typeorm';

import {
  bigintColumn,
  boolColumn,
  idColumn,
  intColumn,
  jsonColumn,
  textColumn,
  timeColumn,
} from '../migration-columns.js';

const triggers = new Table({
  name: 'triggers',
  columns: [
    idColumn('workflow_id'),
    textColumn('user_id'),
    textColumn('node_id'),
    boolColumn('is_on'),
    textColumn('overlap'),
    boolColumn('catch_up'),
    textColumn('token_hash', { isNullable: true }),
    timeColumn('started_at'),
  ],
  indices: [{ name: 'triggers_by_user', columnNames: ['user_id', 'workflow_id'] }],
});

const sources = new Table({
  name: 'trigger_sources',
  columns: [
    idColumn('workflow_id'),
    idColumn('graph_node_id'),
    intColumn('event_count'),
    bigintColumn('last_slot', { isNullable: true }),
  ],
});

const events = new Table({
  name: 'trigger_events',
  columns: [
    idColumn('event_id'),
    textColumn('workflow_id'),
    textColumn('graph_node_id'),
    textColumn('event_key'),
    jsonColumn('payload'),
    textColumn('status'),
    timeColumn('created_at'),
  ],
  indices: [
    {
      name: 'trigger_events_once',
      columnNames: ['workflow_id', 'graph_node_id', 'event_key'],
      isUnique: true,
    },
    { name: 'trigger_events_by_status', columnNames: ['workflow_id', 'status', 'event_id'] },
  ],
});

const order = jsonColumn('trigger_event', { isNullable: true });

/** Workflows that begin by events from outside, the events, and the event that an unfinished job began with. */
export class Triggers1764000000016 implements MigrationInterface {
  readonly name = 'Triggers1764000000016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(triggers);
    await runner.createTable(sources);
    await runner.createTable(events);
    await runner.addColumn('job_orders', new TableColumn(order));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('job_orders', order.name);
    await runner.dropTable(events.name);
    await runner.dropTable(sources.name);
    await runner.dropTable(triggers.name);
  }
}
