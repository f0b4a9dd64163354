import { describe, expect, it } from '@jest/globals';

import { isSettled, JobStatus } from './job.contract.js';
import type { JobEvent } from './job.state.js';
import { nextJobStatus, sourcesOf, targetOf } from './job.state.js';

const EVENTS: readonly JobEvent[] = ['start', 'suspend', 'resume', 'recover', 'complete', 'fail', 'cancel'];
const STATUSES = Object.values(JobStatus);

describe('job state', () => {
  it('leads a job through its ordinary life', () => {
    expect(nextJobStatus('scheduled', 'start')).toBe('running');
    expect(nextJobStatus('running', 'complete')).toBe('completed');
  });

  it('lets a job sleep and go on', () => {
    expect(nextJobStatus('running', 'suspend')).toBe('suspended');
    expect(nextJobStatus('suspended', 'resume')).toBe('scheduled');
    expect(nextJobStatus('running', 'resume')).toBeNull();
  });

  it('never completes a job that has not started', () => {
    expect(nextJobStatus('scheduled', 'complete')).toBeNull();
  });

  it.each(['completed', 'failed', 'cancelled'] as const)('absorbs every event once %s', (status) => {
    expect(isSettled(status)).toBe(true);
    expect(EVENTS.map((event) => nextJobStatus(status, event))).toEqual(EVENTS.map(() => null));
  });

  it.each(['scheduled', 'running', 'suspended', 'recovering'] as const)(
    'can fail and be cancelled while %s',
    (status) => {
      expect(isSettled(status)).toBe(false);
      expect(nextJobStatus(status, 'fail')).toBe('failed');
      expect(nextJobStatus(status, 'cancel')).toBe('cancelled');
    },
  );

  it('gives the same answers as conditions for updates', () => {
    for (const event of EVENTS) {
      for (const status of STATUSES) {
        expect(nextJobStatus(status, event)).toBe(sourcesOf(event).includes(status) ? targetOf(event) : null);
      }
    }
  });
});
