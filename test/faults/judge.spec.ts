import { describe, expect, it } from '@jest/globals';

import type { Evidence, Outcome } from './evidence.js';
import { judge } from './judge.js';

const PROMISES = { statuses: ['completed'], isOnce: true };

const outcome: Outcome = {
  tag: 't',
  id: 'r',
  status: 'completed',
  attempt: 1,
  node: 'a',
  finishedAt: 'now',
  execution: 'e',
  error: null,
};
const started = { kind: 'started', tag: 't', execution: 'e', pid: 7 } as const;
const step = (seq: number, number: number) => ({ seq, type: 'log_update', data: { content: `step ${number} ` } });
const events = [
  { seq: 1, type: 'run_update', data: { status: 'dispatched' } },
  step(2, 1),
  step(3, 2),
  { seq: 4, type: 'run_update', data: { status: 'completed' } },
];

const evidenceOf = (more: Partial<Evidence> = {}, log: typeof events = events): Evidence => ({
  submissions: [{ tag: 't', id: 'r', retry: 'never', steps: 2 }],
  outcomes: [outcome, outcome],
  executions: [started, { ...started, kind: 'ended' }],
  events: new Map([['r', log]]),
  nodeOfPid: new Map([[7, 'a']]),
  ...more,
});

describe('judge', () => {
  it('has nothing to say about a run that kept every promise', () => {
    expect(judge(evidenceOf(), PROMISES)).toEqual([]);
  });

  it.each<[string, Evidence]>([
    ['it has no outcome', evidenceOf({ outcomes: [] })],
    ['it ended as failed: why', evidenceOf({ outcomes: [{ ...outcome, status: 'failed', error: 'why' }] })],
    ['its outcome changed', evidenceOf({ outcomes: [outcome, { ...outcome, execution: 'other' }] })],
    ['it was executed 2 times', evidenceOf({ executions: [started, { ...started, execution: 'x' }] })],
    ['which no node has finished', evidenceOf({ executions: [started] })],
    ['its result is that of node b', evidenceOf({ nodeOfPid: new Map([[7, 'b']]) })],
    ['event 2 of its log has the number 3', evidenceOf({}, [...events.slice(0, 1), ...events.slice(2)])],
    ['does not end with its outcome', evidenceOf({}, events.slice(0, 3))],
    ['its steps came as 2, 1', evidenceOf({}, [...events.slice(0, 1), step(2, 2), step(3, 1), ...events.slice(3)])],
    [
      '1 of 2 steps came',
      evidenceOf({}, [...events.slice(0, 2), { ...step(3, 2), type: 'chunk' }, ...events.slice(3)]),
    ],
    [
      'accepted as two runs',
      evidenceOf({
        submissions: [
          { tag: 't', id: 'r', retry: 'never', steps: 2 },
          { tag: 't', id: 's', retry: 'never', steps: 2 },
        ],
      }),
    ],
  ])('says: %s', (text, evidence) => {
    expect(judge(evidence, PROMISES).join('\n')).toContain(text);
  });

  it('takes missing updates only where they are announced and allowed', () => {
    const cut = { seq: 3, type: 'truncated', data: {} };
    const log = [...events.slice(0, 2), cut, ...events.slice(3)] as unknown as typeof events;
    expect(judge(evidenceOf({}, log), PROMISES)).toEqual(['t: updates are missing: {}']);
    expect(judge(evidenceOf({}, log), { ...PROMISES, mayTruncate: true })).toEqual([]);
  });

  it('blames a hub that gives safe work up', () => {
    const submissions = [{ tag: 't', id: 'r', retry: 'safe', steps: 2 }] as const;
    const unknown = { ...outcome, status: 'outcome_unknown' };
    const promises = { statuses: ['completed', 'outcome_unknown'] };
    expect(judge(evidenceOf({ submissions, outcomes: [unknown] }), promises)).toContain('t: safe work was given up');
  });
});
