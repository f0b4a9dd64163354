import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Table, TableColumn } from 'typeorm';

import { idColumn, textColumn, timeColumn } from '../migration-columns.js';

const times = ['last_used_at', 'rotated_at'].map((name) => timeColumn(name, { isNullable: true }));

const replaced = new Table({
  name: 'replaced_token_texts',
  columns: [idColumn('hash'), textColumn('token_id'), timeColumn('ends_at')],
  indices: [{ name: 'replaced_token_texts_by_token', columnNames: ['token_id'] }],
});

/** When a token was last used and last rotated, and the texts that a rotation has replaced but that are still taken. */
export class TokenRotation1764000000017 implements MigrationInterface {
  readonly name = 'TokenRotation1764000000017';

  async up(runner: QueryRunner): Promise<void> {
    for (const column of times) await runner.addColumn('tokens', new TableColumn(column));
    await runner.createTable(replaced);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(replaced.name);
    for (const { name } of times) await runner.dropColumn('tokens', name);
  }
}
