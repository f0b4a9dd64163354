import { join } from 'node:path';

import { afterEach } from '@jest/globals';
import BetterSqlite3 from 'better-sqlite3';

import { libSqliteTypes } from '../../src/nodes/lib/sqlite/types.js';
import { TempWorkspace } from '../support/temp-workspace.js';
import type { GoldenCase } from './run-node-type.js';
import { describeGoldens } from './run-node-type.js';

const opened: TempWorkspace[] = [];

afterEach(async () => {
  for (const workspace of opened.splice(0)) await workspace.close();
});

const services = async ({ fixture }: GoldenCase) => {
  const workspace = await TempWorkspace.open();
  opened.push(workspace);
  for (const [name, statements] of Object.entries(fixture?.sqlite ?? {})) {
    const database = new BetterSqlite3(join(workspace.folder, name));
    for (const statement of statements) database.exec(statement);
    database.close();
  }
  return { workspace };
};

describeGoldens({
  types: libSqliteTypes,
  namespaces: ['lib.sqlite'],
  services,
  exceptions: {
    'lib.sqlite.ExecuteSQL leading_comment_insert_not_committed': 'a comment before an INSERT does not undo it',
  },
});
