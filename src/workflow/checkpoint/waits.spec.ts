import { describe, expect, it } from '@jest/globals';

import type { Wait } from './waits.js';
import { mergeWaits, nextDue, readWaits, resumeCheckpoint, waitCheckpoint } from './waits.js';

const wait = (nodeId: string, more: Partial<Wait> = {}): Wait => ({
  nodeId,
  nodeName: nodeId,
  firing: 0,
  reason: 'why not',
  suspendedAt: 10,
  resumeAt: null,
  ...more,
});

describe('waits', () => {
  it('are read back from checkpoints, without those that are over', () => {
    const [a, b, again] = [wait('a'), wait('b'), wait('a', { firing: 1 })];
    const checkpoints = [
      waitCheckpoint(a),
      waitCheckpoint(b),
      resumeCheckpoint(a, { n: 1 }, 20),
      waitCheckpoint(again),
    ];
    expect(readWaits(checkpoints)).toEqual([b, again]);
  });

  it('begin when a graph node first waits, however often the job runs meanwhile', () => {
    const known = [wait('a', { resumeAt: 1010 })];
    const waiting = ['a', 'b'].map((nodeId) => ({
      nodeId,
      nodeName: nodeId,
      firing: 0,
      reason: 'why not',
      resumeAfterMs: 1000,
    }));
    expect(mergeWaits(known, waiting, 500)).toEqual([
      wait('a', { resumeAt: 1010 }),
      wait('b', { suspendedAt: 500, resumeAt: 1500 }),
    ]);
  });

  it('end by themselves in the order of their time', () => {
    expect(nextDue([wait('a'), wait('b', { resumeAt: 30 }), wait('c', { resumeAt: 20 })])?.nodeId).toBe('c');
    expect(nextDue([wait('a')])).toBeNull();
  });
});
