import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { TestDatabase } from '../../database/testing.js';
import { openTestDatabase } from '../../database/testing.js';
import { Hub1764000000005 } from '../../database/migrations/1764000000005-hub.js';
import { HubSettings } from '../hub-settings.js';
import type { OpenRun } from './open-run.js';
import { openRunOf } from './open-run.js';
import { RunEventRow } from './run-event.entity.js';
import { RunFeed } from './run-feed.js';
import { RunJournal } from './run-journal.js';
import { RunRow } from './run.entity.js';
import { RunRepository } from './run.repository.js';

const runWith = (id: string): OpenRun => openRunOf(Object.assign(new RunRow(), { id }), null, 0);

describe('RunJournal', () => {
  let test: TestDatabase;
  let feed: RunFeed;
  let seen: number[];
  const follow = (runId: string): void => {
    const onEvents = (events: readonly { readonly seq: number }[]): void =>
      void seen.push(...events.map(({ seq }) => seq));
    feed.follow(runId, { onEvents, onSettled: () => undefined, onClosing: () => undefined });
  };
  const journalWith = (settings: Partial<HubSettings> = {}): RunJournal =>
    new RunJournal(test.database, feed, new HubSettings(settings));
  const stored = async (runId: string): Promise<string[]> =>
    (await new RunRepository(test.database).listEvents(runId, 0, 1000)).map(({ seq, type }) => `${seq} ${type}`);

  beforeEach(async () => {
    test = await openTestDatabase({ entities: [RunRow, RunEventRow], migrations: [Hub1764000000005] });
    feed = new RunFeed();
    seen = [];
  });
  afterEach(() => test.close());

  it('numbers the steps of each run from 1 and shows them only when they are stored', async () => {
    const journal = journalWith();
    const [a, b] = [runWith('a'), runWith('b')];
    follow('a');
    journal.append(a, { type: 'x', data: {} });
    journal.append(b, { type: 'x', data: {} });
    journal.append(a, { type: 'y', data: {} });
    expect(seen).toEqual([]);
    await journal.flush();
    expect(seen).toEqual([1, 2]);
    expect(await stored('a')).toEqual(['1 x', '2 y']);
    expect(await stored('b')).toEqual(['1 x']);
  });

  it('commits waiting steps together with a change, or keeps both for later', async () => {
    const journal = journalWith();
    const run = runWith('a');
    journal.append(run, { type: 'first', data: {} });
    const stale = { sql: "UPDATE runs SET status = 'failed' WHERE id = ?", params: ['a'], expect: 1 };
    await expect(journal.commitWith(run, [stale])).rejects.toThrow('changed 0 rows');
    expect(await stored('a')).toEqual([]);
    journal.append(run, { type: 'second', data: {} });
    await journal.commitWith(run, []);
    expect(await stored('a')).toEqual(['1 first', '2 second']);
  });

  it('takes back a step that did not happen', async () => {
    const journal = journalWith();
    const run = runWith('a');
    journal.append(run, { type: 'kept', data: {} });
    const seq = journal.append(run, { type: 'gone', data: {} });
    journal.retract(run, seq);
    journal.append(run, { type: 'next', data: {} });
    await journal.flush();
    expect(await stored('a')).toEqual(['1 kept', '2 next']);
  });

  it('writes by itself when enough has gathered', async () => {
    const journal = journalWith({ eventFlushMs: 60_000, eventFlushCount: 3 });
    const run = runWith('a');
    const published = new Promise<void>((resolve) => {
      feed.follow('a', { onEvents: () => resolve(), onSettled: () => undefined, onClosing: () => undefined });
    });
    for (const type of ['1', '2', '3']) journal.append(run, { type, data: {} });
    await published;
    expect(await stored('a')).toHaveLength(3);
  });

  it('announces each gap that a database leaves which is behind, and keeps what changes the run', async () => {
    const journal = journalWith({ maxBufferedEventLength: 50 });
    const run = runWith('a');
    const data = { text: 'x'.repeat(60) };
    for (let round = 0; round < 2; round++) {
      for (const type of ['node_update', 'node_update', 'log_update', 'run_update'])
        journal.append(run, { type, data });
      await journal.flush();
    }
    const round = (first: number) => [`${first} node_update`, `${first + 1} truncated`, `${first + 2} run_update`];
    expect(await stored('a')).toEqual([...round(1), ...round(4)]);
  });

  it('replaces what is beyond the limit of a run by one mark, and keeps the end', async () => {
    const journal = journalWith({ maxEventsPerRun: 2 });
    const run = runWith('a');
    for (const type of ['a', 'b', 'c', 'd', 'run_update']) journal.append(run, { type, data: {} });
    await journal.flush();
    expect(await stored('a')).toEqual(['1 a', '2 b', '3 truncated', '4 run_update']);
  });
});
