import { describe, expect, it } from '@jest/globals';

import type { RunEvent } from '../hub/run-events.js';
import { PlainView } from './watcher-view.js';

const run = (type: string, status: string): RunEvent => ({
  type,
  seq: null,
  data: { id: 'r1', status, node_id: 'gpu-1', attempt: 1, created_at: '2026-01-01T00:00:00.000Z' },
  createdAt: null,
});
const update = (type: string, data: Record<string, unknown>): RunEvent => ({ type, seq: 1, data, createdAt: null });

const linesOf = (...events: readonly RunEvent[]): string[] => {
  const lines: string[] = [];
  const output = { write: (text: string) => void lines.push(text.trimEnd()), isTty: false };
  const view = new PlainView({ ...output, columns: () => 80, rows: () => 24 });
  for (const event of events) view.show(event);
  return lines;
};

describe('the lines of a watched run', () => {
  const steps = [
    update('run_update', { status: 'running', node_id: 'gpu-1', attempt: 1 }),
    update('node_update', { node_id: 'a', node_name: 'Add', status: 'running' }),
    update('node_update', { node_id: 'a', node_name: 'Add', status: 'completed' }),
  ];

  it('tell how a run ended after its steps, also when it was over before it was watched', () => {
    expect(linesOf(run('snapshot', 'completed'), ...steps, run('end', 'completed'))).toEqual([
      '  running    Add',
      '  completed  Add',
      'run r1 completed · on gpu-1',
    ]);
  });

  it('tell every change of a run that is watched from its beginning, once', () => {
    const last = update('run_update', { status: 'completed' });
    const lines = linesOf(run('snapshot', 'queued'), ...steps, last, run('end', 'completed'));
    expect(lines).toEqual([
      expect.stringContaining('run r1 queued'),
      'run r1 running · on gpu-1',
      '  running    Add',
      '  completed  Add',
      'run r1 completed · on gpu-1',
    ]);
  });
});
