import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = ['scopes text', 'name text', 'expires_at bigint'];

/** What a token may do, how its owner calls it, and when it ends; those given out before keep everything and never end. */
export class TokenScopes1764000000014 implements MigrationInterface {
  readonly name = 'TokenScopes1764000000014';

  async up(runner: QueryRunner): Promise<void> {
    for (const column of COLUMNS) await runner.query(`ALTER TABLE tokens ADD COLUMN ${column}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const column of COLUMNS) await runner.query(`ALTER TABLE tokens DROP COLUMN ${column.split(' ')[0]}`);
  }
}
