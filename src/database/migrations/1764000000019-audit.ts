import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Table } from 'typeorm';

import { bigintColumn, idColumn, intColumn, textColumn, timeColumn } from '../migration-columns.js';

const optional = { isNullable: true };

const records = new Table({
  name: 'audit_records',
  columns: [
    bigintColumn('seq', { isPrimary: true }),
    timeColumn('at'),
    textColumn('actor'),
    textColumn('users', optional),
    textColumn('action'),
    textColumn('target', optional),
    textColumn('door'),
    textColumn('address', optional),
    textColumn('outcome'),
    intColumn('count'),
    textColumn('hash'),
  ],
  indices: [
    { name: 'audit_records_at', columnNames: ['at'] },
    { name: 'audit_records_actor', columnNames: ['actor', 'seq'] },
    { name: 'audit_records_target', columnNames: ['target', 'seq'] },
    { name: 'audit_records_action', columnNames: ['action', 'seq'] },
    { name: 'audit_records_outcome', columnNames: ['outcome', 'seq'] },
  ],
});

const ends = new Table({ name: 'audit_ends', columns: [idColumn('id'), bigintColumn('seq'), textColumn('hash')] });

/** The audit log: records in a chain, and the chain's two ends. */
export class Audit1764000000019 implements MigrationInterface {
  readonly name = 'Audit1764000000019';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(records);
    await runner.createTable(ends);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(ends.name);
    await runner.dropTable(records.name);
  }
}
