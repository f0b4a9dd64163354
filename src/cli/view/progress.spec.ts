import { describe, expect, it } from '@jest/globals';

import type { RunEvent } from '../hub/run-events.js';
import type { Progress } from './progress.js';
import { applyEvent, hubTime, initialProgress } from './progress.js';
import { progressLines } from './progress-lines.js';
import { ansiPaint, plainPaint } from './style.js';
import { widthOf } from './text.js';

const BASE_MS = Date.parse('2026-01-01T00:00:00.000Z');
const at = (ms: number): string => new Date(BASE_MS + ms).toISOString();

const run = (fields: Record<string, unknown>): RunEvent => ({
  type: 'snapshot',
  seq: null,
  data: { id: 'r1', status: 'running', node_id: 'gpu-1', attempt: 1, created_at: at(0), ...fields },
  createdAt: null,
});
const event = (type: string, data: Record<string, unknown>, ms: number): RunEvent => ({
  type,
  seq: ms,
  data,
  createdAt: at(ms),
});
const node = (id: string, status: string, ms: number, more: Record<string, unknown> = {}): RunEvent =>
  event('node_update', { node_id: id, node_name: `Step ${id}`, status, ...more }, ms);

/** Plays events that reach a machine whose clock is 5 s ahead, 10 ms after they were stored. */
const play = (...events: readonly RunEvent[]): Progress =>
  events.reduce((progress, next) => applyEvent(progress, next, BASE_MS + 5010 + (next.seq ?? 0)), initialProgress);

const lines = (progress: Progress, ms: number, rows = 24): string[] =>
  progressLines(progress, { columns: 90, rows, paint: plainPaint, nowMs: BASE_MS + 5010 + ms, frame: 0 }).map((line) =>
    line.replace(/ {2,}/gu, '  '),
  );

describe('the progress of a run', () => {
  it('shows each step with its state and time, whatever the difference of the clocks', () => {
    const progress = play(
      run({}),
      node('a', 'running', 100),
      node('a', 'completed', 1300),
      node('b', 'running', 1300),
      event('node_progress', { node_id: 'b', progress: 2, total: 5 }, 1500),
    );
    expect(lines(progress, 2300)).toEqual([
      '⠋ run r1 running · 2.3 s · on gpu-1',
      '  ✔ Step a  1.2 s',
      '  ⠋ Step b  1.0 s  40 %',
    ]);
  });

  it('shows the error of a failed step, on one line', () => {
    const progress = play(
      run({}),
      node('a', 'running', 0),
      node('a', 'completed', 5),
      node('a', 'running', 10),
      node('a', 'running', 11),
      node('a', 'error', 20, { error: 'cannot sum\nan empty list' }),
    );
    expect(lines(progress, 20)).toEqual([
      '⠋ run r1 running · 20 ms · on gpu-1',
      '  ✖ Step a  cannot sum an empty list',
    ]);
  });

  it('says what a queued run waits for', () => {
    const queued = play(run({ status: 'queued', node_id: null, queued_reason: 'no node is connected' }));
    expect(lines(queued, 0)[0]).toBe('⠋ run r1 queued · 5.0 s · no node is connected');
  });

  it('begins anew with a new attempt', () => {
    const progress = play(
      run({}),
      node('a', 'running', 10),
      event('run_update', { status: 'queued', attempt: 1, reason: 'its node was lost' }, 20),
      event('run_update', { status: 'dispatched', node_id: 'gpu-2', attempt: 2 }, 30),
    );
    expect(progress.steps.size).toBe(0);
    expect(lines(progress, 30)).toEqual(['⠋ run r1 dispatched · 30 ms · on gpu-2 · attempt 2']);
  });

  it('keeps a finished run finished while its history is replayed', () => {
    const progress = play(
      run({ status: 'completed', finished_at: at(1500) }),
      event('run_update', { status: 'running' }, 10),
    );
    expect(lines(progress, 9000)).toEqual(['✔ run r1 completed · 1.5 s · on gpu-1']);
  });

  it('shows running and failed steps first where there is no room for all', () => {
    const done = Array.from({ length: 30 }, (_, index) => [
      node(`d${index}`, 'running', 1),
      node(`d${index}`, 'completed', 2 + index),
    ]);
    const shown = lines(play(run({}), ...done.flat(), node('live', 'running', 60)), 60, 6);
    expect(shown.slice(1)).toEqual(['  ✔ Step d28', '  ✔ Step d29', '  ⠋ Step live', '  … and 28 more']);
  });

  it('leaves out what it does not know', () => {
    const before = play(run({}), node('a', 'running', 0));
    expect(applyEvent(before, event('chunk', { content: 'x' }, 1), BASE_MS).steps).toBe(before.steps);
    expect(play(node('a', 'meditating', 0)).steps.size).toBe(0);
    expect(play(event('node_progress', { node_id: 'x', progress: 1, total: 0 }, 0)).steps.size).toBe(0);
  });

  it('tells the time of the hub from the closest event', () => {
    const late = applyEvent(play(node('a', 'running', 100)), node('b', 'running', 0), BASE_MS + 90_000);
    expect(hubTime(late, BASE_MS + 5010)).toBe(BASE_MS);
  });

  it('fits into the columns and uses colour only when asked', () => {
    const progress = play(run({ node_id: 'n'.repeat(200) }), node('a', 'error', 0, { error: 'x'.repeat(200) }));
    for (const line of lines(progress, 0)) expect(widthOf(line)).toBeLessThanOrEqual(90);
    const canvas = { columns: 90, rows: 24, paint: ansiPaint, nowMs: BASE_MS, frame: 3 };
    expect(progressLines(progress, canvas).join('')).toContain('\u001b[31m✖\u001b[39m');
  });
});
