import { describe, expect, it } from '@jest/globals';

import type { SessionEvent } from './session.state.js';
import { isSessionLive, isSessionOver, nextSessionState, SessionState } from './session.state.js';

const EVENTS: readonly SessionEvent[] = [
  'contend',
  'register',
  'heard',
  'overdue',
  'silent',
  'replace',
  'refuse',
  'close',
];

describe('nextSessionState', () => {
  it('leads from the upgrade through a late node back to a registered one', () => {
    const path = (['register', 'overdue', 'heard', 'overdue', 'silent'] as const).reduce<SessionState[]>(
      (states, event) => [...states, nextSessionState(states.at(-1) ?? 'accepted', event)],
      ['accepted'],
    );
    expect(path).toEqual(['accepted', 'registered', 'late', 'registered', 'late', 'lost']);
  });

  it('absorbs every event at the end', () => {
    for (const state of Object.values(SessionState).filter(isSessionOver)) {
      expect(EVENTS.map((event) => nextSessionState(state, event))).toEqual(EVENTS.map(() => state));
    }
    expect(Object.values(SessionState).filter(isSessionOver).sort()).toEqual(['closed', 'lost', 'refused', 'replaced']);
  });

  it('can be closed in every state that is not over', () => {
    for (const state of Object.values(SessionState).filter((one) => !isSessionOver(one))) {
      expect(nextSessionState(state, 'close')).toBe('closed');
    }
  });

  it('does not let a registered session register or contend again', () => {
    expect(nextSessionState('registered', 'register')).toBe('registered');
    expect(nextSessionState('late', 'contend')).toBe('late');
    expect(Object.values(SessionState).filter(isSessionLive)).toEqual(['registered', 'late']);
  });
});
