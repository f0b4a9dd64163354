import { describe, expect, it } from '@jest/globals';

import type { OpenAttempt, OpenRun } from './open-run.js';
import { openRunOf } from './open-run.js';
import { RunBoard } from './run-board.js';
import { RunRow } from './run.entity.js';

const run = (id: string, priority = 5): OpenRun => openRunOf(Object.assign(new RunRow(), { id, priority }), null, 0);

const attemptOn = (nodeId: string): OpenAttempt => ({
  nodeId,
  instanceId: null,
  mode: 'v1',
  requestId: 'r',
  isSent: true,
  isAccepted: false,
  jobId: null,
  lastUpdateSeq: 0,
  heardMs: 0,
  patienceEndsMs: null,
});

const waitingIds = (board: RunBoard): string[] => [...board.listWaiting()].map(({ id }) => id);

describe('RunBoard', () => {
  it('serves higher priorities first and the older first among equals, also after a run comes back', () => {
    const board = new RunBoard();
    const runs = [run('1'), run('2', 9), run('3'), run('4', 9)];
    for (const one of runs) board.place(one);
    expect(waitingIds(board)).toEqual(['2', '4', '1', '3']);
    const [first] = runs;
    if (first) board.unqueue(first);
    expect(waitingIds(board)).toEqual(['2', '4', '3']);
    if (first) board.place(first);
    expect(waitingIds(board)).toEqual(['2', '4', '1', '3']);
    expect(board.queuedCount).toBe(4);
  });

  it('knows the runs of a node until they are given back or over', () => {
    const board = new RunBoard();
    const one = run('1');
    const two = run('2');
    for (const each of [one, two]) {
      board.place(each);
      each.status = 'dispatched';
      each.current = attemptOn('a');
      board.place(each);
    }
    expect(board.listOf('a')).toEqual([one, two]);
    expect(board.queuedCount).toBe(0);
    one.status = 'queued';
    board.place(one);
    board.remove(two);
    expect(board.listOf('a')).toEqual([]);
    expect([board.queuedCount, board.openCount]).toEqual([1, 1]);
  });
});
