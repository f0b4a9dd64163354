import { describe, expect, it } from '@jest/globals';

import { ProgressMeter } from './progress.js';

const node = (name: string, status: string) => ({ type: 'node_update', node_name: name, status });

describe('ProgressMeter', () => {
  it('tells each step with a number that grows', () => {
    const meter = new ProgressMeter();
    expect([
      meter.take({ type: 'job_update', status: 'queued', queue_position: 2 }, 0),
      meter.take({ type: 'job_update', status: 'running' }, 1000),
      meter.take(node('Split', 'completed'), 2000),
    ]).toEqual([
      { progress: 1, message: 'Waiting for a free place (2 in front)' },
      { progress: 2, message: 'The job is running' },
      { progress: 3, message: 'Split: completed' },
    ]);
  });

  it('counts what comes too fast and leaves it out', () => {
    const meter = new ProgressMeter();
    meter.take(node('a', 'running'), 0);
    expect(meter.take(node('a', 'completed'), 99)).toBeNull();
    expect(meter.take(node('b', 'running'), 100)).toEqual({ progress: 3, message: 'b: running' });
  });

  it('passes over what moves a picture only', () => {
    expect(new ProgressMeter().take({ type: 'edge_update', status: 'active' }, 0)).toBeNull();
  });
});
