import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { LinkEvent } from './link.state.js';
import { LinkState, nextLinkState } from './link.state.js';

const EVENTS: readonly LinkEvent[] = [
  'connect',
  'opened',
  'registered',
  'drain',
  'resume',
  'lost',
  'retry',
  'disconnect',
  'refused',
  'close',
];

const after = (...events: readonly LinkEvent[]): LinkState => events.reduce(nextLinkState, LinkState.idle);

describe('nextLinkState', () => {
  it('goes from idle to ready by way of connecting and registering', () => {
    expect(after('connect')).toBe('connecting');
    expect(after('connect', 'opened')).toBe('registering');
    expect(after('connect', 'opened', 'registered')).toBe('ready');
  });

  it('waits after every loss and then tries again', () => {
    expect(after('connect', 'lost')).toBe('waiting');
    expect(after('connect', 'opened', 'lost', 'retry')).toBe('connecting');
    expect(after('connect', 'opened', 'registered', 'lost')).toBe('waiting');
    expect(after('connect', 'opened', 'registered', 'drain', 'lost')).toBe('waiting');
  });

  it('rests in idle when disconnected on request, and ignores the loss that follows', () => {
    expect(after('connect', 'opened', 'registered', 'disconnect', 'lost', 'retry')).toBe('idle');
  });

  it('does not turn ready by news of a socket that is gone', () => {
    expect(after('connect', 'lost', 'opened', 'registered')).toBe('waiting');
  });

  it('takes a drain back', () => {
    expect(after('connect', 'opened', 'registered', 'drain', 'resume')).toBe('ready');
  });

  it('never leaves closed', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EVENTS)), fc.array(fc.constantFrom(...EVENTS)), (before, later) => {
        expect(after(...before, 'close', ...later)).toBe('closed');
      }),
    );
  });

  it('is ready only after an open and registered connection since the last loss', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 30 }), (events) => {
        const sinceLoss = events.slice(Math.max(0, events.lastIndexOf('lost')));
        const isReady = after(...events) === 'ready';
        expect(!isReady || (sinceLoss.includes('opened') && sinceLoss.includes('registered'))).toBe(true);
      }),
    );
  });
});
