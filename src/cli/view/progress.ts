import type { RunEvent } from '../hub/run-events.js';
import type { RunView } from '../hub/run-view.js';
import { isTerminal, readRun, textOf } from '../hub/run-view.js';

/** State of one graph node of a run that is watched. */
export type StepState = 'waiting' | 'running' | 'completed' | 'failed';

/** One graph node of a run that is watched. */
export interface Step {
  readonly id: string;
  readonly name: string;
  readonly state: StepState;
  /** Share that is done, from 0 to 1, where the graph node says it. */
  readonly share: number | null;
  readonly error: string | null;
  /** Times by the hub's clock, in epoch milliseconds; not a number where they aren't known. */
  readonly startedMs: number;
  readonly finishedMs: number | null;
}

/** What a watcher knows about a run. */
export interface Progress {
  readonly run: RunView | null;
  /** In the order in which they first ran. */
  readonly steps: ReadonlyMap<string, Step>;
  /** By how much this machine's clock is ahead of the hub's, as far as can be told; infinite before the first event. */
  readonly skewMs: number;
}

/** What a watcher knows before the first event. */
export const initialProgress: Progress = { run: null, steps: new Map(), skewMs: Number.POSITIVE_INFINITY };

const STEP_STATES: Readonly<Record<string, StepState>> = {
  running: 'running',
  waiting: 'waiting',
  suspended: 'waiting',
  completed: 'completed',
  error: 'failed',
  failed: 'failed',
};

/**
 * The progress after one more event. Events of an unknown type change nothing.
 *
 * @param nowMs this machine's clock when the event arrived
 */
export const applyEvent = (progress: Progress, event: RunEvent, nowMs: number): Progress => {
  const storedMs = event.createdAt === null ? Number.NaN : Date.parse(event.createdAt);
  const isDated = !Number.isNaN(storedMs);
  // Replayed events are old, so only the smallest distance comes near the difference of the clocks.
  const skewMs = isDated ? Math.min(progress.skewMs, nowMs - storedMs) : progress.skewMs;
  // The undated history of a run that is over comes all at once: when it arrives says nothing.
  const isReplay = isTerminal(progress.run?.status ?? '');
  const atMs = isDated ? storedMs : isReplay ? Number.NaN : hubTime(progress, nowMs);
  if (event.type === 'snapshot' || event.type === 'end') return { ...applyRun(progress, readRun(event.data)), skewMs };
  if (event.type === 'run_update') return { ...applyRunUpdate(progress, event.data), skewMs };
  if (event.type === 'node_update') return { ...progress, skewMs, steps: withUpdate(progress.steps, event.data, atMs) };
  if (event.type === 'node_progress') return { ...progress, skewMs, steps: withShare(progress.steps, event.data) };
  return { ...progress, skewMs };
};

/** The hub's clock, told from this machine's. */
export const hubTime = ({ skewMs }: Progress, nowMs: number): number => nowMs - (Number.isFinite(skewMs) ? skewMs : 0);

/** A new attempt begins with no steps. */
const applyRun = (progress: Progress, run: RunView): Progress => {
  const isNewAttempt = (run.attempt ?? 0) > (progress.run?.attempt ?? run.attempt ?? 0);
  return { ...progress, run, steps: isNewAttempt ? new Map() : progress.steps };
};

/** A change of status; one that is replayed after the run's end changes nothing. */
const applyRunUpdate = (progress: Progress, data: Readonly<Record<string, unknown>>): Progress => {
  const { run } = progress;
  const status = textOf(data['status']);
  if (!run || status === null || isTerminal(run.status)) return progress;
  return applyRun(progress, {
    ...run,
    status,
    nodeId: status === 'queued' ? null : (textOf(data['node_id']) ?? run.nodeId),
    attempt: typeof data['attempt'] === 'number' ? data['attempt'] : run.attempt,
    queuedReason: textOf(data['reason']) ?? run.queuedReason,
  });
};

const withUpdate = (
  steps: Progress['steps'],
  data: Readonly<Record<string, unknown>>,
  atMs: number,
): Progress['steps'] => {
  const id = textOf(data['node_id']);
  const state = STEP_STATES[textOf(data['status']) ?? ''];
  if (id === null || state === undefined) return steps;
  const before = steps.get(id);
  const isOver = state === 'completed' || state === 'failed';
  const step: Step = {
    id,
    name: textOf(data['node_name']) ?? before?.name ?? textOf(data['node_type']) ?? id,
    state,
    share: isOver ? null : (before?.share ?? null),
    error: state === 'failed' ? (textOf(data['error']) ?? 'no reason was given') : null,
    startedMs: before?.startedMs ?? atMs,
    finishedMs: isOver ? atMs : null,
  };
  return new Map(steps).set(id, step);
};

const withShare = (steps: Progress['steps'], data: Readonly<Record<string, unknown>>): Progress['steps'] => {
  const step = steps.get(textOf(data['node_id']) ?? '');
  const { progress: done, total } = data;
  if (!step || typeof done !== 'number' || typeof total !== 'number' || !(total > 0)) return steps;
  return new Map(steps).set(step.id, { ...step, share: Math.min(1, Math.max(0, done / total)) });
};
