import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { RunEvent } from './run.state.js';
import { isRunOver, nextRunStatus, OPEN_RUN_STATUSES, RunStatus } from './run.state.js';

const ENDS = ['completed', 'failed', 'cancelled', 'timed_out', 'outcome_unknown'] as const;
const EVENTS: readonly RunEvent[] = ['dispatch', 'start', 'requeue', ...ENDS];

describe('nextRunStatus', () => {
  it('leads from the line over a node to an end', () => {
    expect(nextRunStatus('queued', 'dispatch')).toBe('dispatched');
    expect(nextRunStatus('dispatched', 'start')).toBe('running');
    expect(nextRunStatus('running', 'requeue')).toBe('queued');
    expect(nextRunStatus('running', 'completed')).toBe('completed');
  });

  it('refuses what makes no sense', () => {
    expect(nextRunStatus('queued', 'start')).toBeNull();
    expect(nextRunStatus('queued', 'requeue')).toBeNull();
    expect(nextRunStatus('running', 'dispatch')).toBeNull();
  });

  it('lets every open run end in every way', () => {
    for (const status of OPEN_RUN_STATUSES) {
      expect(ENDS.map((end) => nextRunStatus(status, end))).toEqual(ENDS);
    }
    expect(Object.values(RunStatus).filter((status) => !isRunOver(status))).toEqual([...OPEN_RUN_STATUSES]);
  });

  it('reaches at most one end, whatever happens in whatever order', () => {
    const histories = fc.array(fc.constantFrom(...EVENTS), { maxLength: 60 });
    const history = fc.property(histories, (events) => {
      const ends = new Set<RunStatus>();
      let status: RunStatus = 'queued';
      for (const event of events) {
        status = nextRunStatus(status, event) ?? status;
        if (isRunOver(status)) ends.add(status);
      }
      return ends.size <= 1;
    });
    expect(fc.check(history).failed).toBe(false);
  });
});
