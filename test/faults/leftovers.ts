import { join } from 'node:path';

import BetterSqlite3 from 'better-sqlite3';

import type { Stage } from './stage.js';
import { until } from './stage.js';

const OUTBOX_DEADLINE_MS = 15_000;

/** Rows that nothing owns any more, by what they are. */
const ORPHANS = {
  'attempts without a run':
    'SELECT COUNT(*) AS n FROM run_attempts a LEFT JOIN runs r ON r.id = a.run_id WHERE r.id IS NULL',
  'events without a run':
    'SELECT COUNT(*) AS n FROM run_events e LEFT JOIN runs r ON r.id = e.run_id WHERE r.id IS NULL',
  'open attempts of ended runs': `SELECT COUNT(*) AS n FROM run_attempts a JOIN runs r ON r.id = a.run_id
    WHERE r.finished_at IS NOT NULL AND a.finished_at IS NULL`,
  'open attempts beside the newest': `SELECT COUNT(*) AS n FROM run_attempts a JOIN runs r ON r.id = a.run_id
    WHERE a.finished_at IS NULL AND a.attempt < r.attempt`,
};

/** Says what the databases of a stage hold that they should not, when everything is settled. */
export const leftoversOf = async (stage: Stage): Promise<readonly string[]> => {
  const hub = Object.entries(ORPHANS).flatMap(([what, sql]) => {
    const count = countRows(stage.hubFolder, sql);
    return count === 0 ? [] : [`${count} ${what}`];
  });
  const nodes: string[] = [];
  for (const { id } of stage.nodes) {
    const isEmpty = (): boolean => countRows(stage.nodeFolder(id), 'SELECT COUNT(*) AS n FROM outbox') === 0;
    await until(`the outbox of ${id} is empty`, isEmpty, OUTBOX_DEADLINE_MS).catch((error: unknown) => {
      nodes.push(error instanceof Error ? error.message : String(error));
    });
  }
  return [...hub, ...nodes];
};

/** Counts by a statement of the form `SELECT COUNT(*) AS n …` in the database of a process, while that runs. */
export const countRows = (folder: string, sql: string): number => {
  const database = new BetterSqlite3(join(folder, 'nodetool.sqlite'), { readonly: true });
  try {
    return (database.prepare(sql).get() as { readonly n: number }).n; // each of these statements counts
  } finally {
    database.close();
  }
};
