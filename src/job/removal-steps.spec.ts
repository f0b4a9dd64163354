import { describe, expect, it } from '@jest/globals';

import { removalSteps } from './removal-steps.js';

const jobs = (...lineCounts: number[]) =>
  lineCounts.map((lineCount, index) => ({ jobId: `j${index}`, finishedAt: index, lineCount }));

describe('removalSteps', () => {
  it('takes small jobs together and stays below the limit', () => {
    expect([...removalSteps(jobs(3, 4, 2, 9), 10)]).toEqual([
      { kind: 'jobs', jobIds: ['j0', 'j1'] },
      { kind: 'jobs', jobIds: ['j2'] },
      { kind: 'jobs', jobIds: ['j3'] },
    ]);
  });

  it('takes a long log away in parts before its job', () => {
    expect([...removalSteps(jobs(25), 10)]).toEqual([
      { kind: 'lines', jobId: 'j0', upToSeq: 10 },
      { kind: 'lines', jobId: 'j0', upToSeq: 20 },
      { kind: 'jobs', jobIds: ['j0'] },
    ]);
  });

  it('counts a job without lines as a row', () => {
    expect([...removalSteps(jobs(0, 0, 0), 2)]).toEqual([
      { kind: 'jobs', jobIds: ['j0', 'j1'] },
      { kind: 'jobs', jobIds: ['j2'] },
    ]);
  });

  it('does nothing without jobs', () => {
    expect([...removalSteps([], 10)]).toEqual([]);
  });
});
