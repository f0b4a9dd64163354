import { describe, expect, it } from '@jest/globals';

import { jobIdOf } from './response.js';

describe('jobIdOf', () => {
  it('finds the id at the top or inside of the result', () => {
    expect(jobIdOf({ job_id: 'j1' })).toBe('j1');
    expect(jobIdOf({ job_id: null, result: { job_id: 'j2' } })).toBe('j2');
  });

  it('answers null when a peer sent none', () => {
    expect(jobIdOf({ job_id: null, result: null })).toBeNull();
    expect(jobIdOf({ result: { job_id: 7 } })).toBeNull();
  });
});
