import { describe, expect, it } from '@jest/globals';

import { orderForUnclaimed, reconcileMessage } from './reconcile-order.js';

describe('reconciliation', () => {
  it('stops what runs for nobody and drops what is settled for nobody', () => {
    const item = { request_id: 'r', attempt: 1, last_update_seq: 0 };
    expect(orderForUnclaimed({ ...item, state: 'running' })).toEqual({ kind: 'cancel' });
    expect(orderForUnclaimed({ ...item, state: 'settled' })).toEqual({ kind: 'forget' });
  });

  it('gathers orders by kind', () => {
    const message = reconcileMessage([
      ['a', { kind: 'resume', afterUpdateSeq: 7 }],
      ['b', { kind: 'cancel' }],
      ['c', { kind: 'resend', afterUpdateSeq: null }],
      ['d', { kind: 'forget' }],
      ['e', { kind: 'resend', afterUpdateSeq: 2 }],
    ]);
    expect(message).toEqual({
      resume: [
        { request_id: 'a', after_update_seq: 7 },
        { request_id: 'e', after_update_seq: 2 },
      ],
      cancel: ['b'],
      resend: ['c', 'e'],
      forget: ['d'],
    });
  });
});
