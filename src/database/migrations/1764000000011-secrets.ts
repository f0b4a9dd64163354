import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Table } from 'typeorm';

import { idColumn, textColumn, timeColumn } from '../migration-columns.js';

const secrets = new Table({
  name: 'secrets',
  columns: [
    idColumn('user_id'),
    idColumn('name'),
    textColumn('sealed'),
    textColumn('key_id'),
    timeColumn('created_at'),
    timeColumn('updated_at'),
  ],
});

/** Keys and addresses that users keep here, encrypted. */
export class Secrets1764000000011 implements MigrationInterface {
  readonly name = 'Secrets1764000000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(secrets);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(secrets.name);
  }
}
