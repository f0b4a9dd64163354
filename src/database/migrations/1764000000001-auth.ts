import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Table } from 'typeorm';

import { idColumn, jsonColumn, textColumn, timeColumn } from '../migration-columns.js';

/** Tokens, by the hash of their text. */
export class Auth1764000000001 implements MigrationInterface {
  readonly name = 'Auth1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'tokens',
        columns: [
          idColumn('token_id'),
          textColumn('kind'),
          textColumn('hash', { isUnique: true }),
          textColumn('node_id', { isNullable: true }),
          jsonColumn('user_ids', { isNullable: true }),
          timeColumn('created_at'),
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('tokens');
  }
}
