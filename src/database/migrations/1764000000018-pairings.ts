import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Table } from 'typeorm';

import { idColumn, jsonColumn, textColumn, timeColumn } from '../migration-columns.js';

const pairings = new Table({
  name: 'pairings',
  columns: [
    idColumn('pairing_id'),
    textColumn('code_hash', { isUnique: true }),
    textColumn('secret_hash', { isUnique: true }),
    textColumn('status'),
    textColumn('node_id'),
    jsonColumn('user_ids', { isNullable: true }),
    textColumn('address'),
    textColumn('token_name', { isNullable: true }),
    timeColumn('token_expires_at', { isNullable: true }),
    textColumn('token_id', { isNullable: true }),
    timeColumn('created_at'),
    timeColumn('expires_at'),
  ],
  indices: [{ name: 'pairings_by_time', columnNames: ['expires_at'] }],
});

/** Machines that ask for a token and wait for an operator. */
export class Pairings1764000000018 implements MigrationInterface {
  readonly name = 'Pairings1764000000018';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(pairings);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(pairings.name);
  }
}
