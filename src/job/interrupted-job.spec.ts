import { describe, expect, it } from '@jest/globals';

import { whyNotResumable } from './interrupted-job.js';

describe('whyNotResumable', () => {
  it('lets a job go on of which it is known what it was to do', () => {
    expect(whyNotResumable({ status: 'scheduled', interruptions: 0 })).toBeNull();
    expect(whyNotResumable({ status: 'running', interruptions: 2 })).toBeNull();
  });

  it('gives up at the fourth end of a process that ran it, but not for its waiting to go on', () => {
    expect(whyNotResumable({ status: 'running', interruptions: 3 })).toContain('4th time');
    expect(whyNotResumable({ status: 'recovering', interruptions: 3 })).toBeNull();
  });

  it('gives up a job of which nothing was kept, and says where it stood', () => {
    expect(whyNotResumable({ status: 'scheduled', interruptions: null })).toContain('waited to start');
    expect(whyNotResumable({ status: 'running', interruptions: null })).toContain('was running');
  });
});
