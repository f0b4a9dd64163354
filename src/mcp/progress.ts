import type { CommandUpdate } from '../dispatch/caller.js';

/** How far something is: `progress` grows with each report; the end isn't known beforehand. */
export interface Progress {
  readonly progress: number;
  readonly message: string;
}

/** A reader that gets more reports a second than this sees no more. */
const MIN_GAP_MS = 100;

/** Makes reports of progress out of the steps of a job; what comes too fast is counted and left out. */
export class ProgressMeter {
  private steps = 0;
  private reportedMs = Number.NEGATIVE_INFINITY;

  /** @returns null when the step isn't worth a report, or too soon after the last one */
  take(update: CommandUpdate, nowMs: number): Progress | null {
    const message = messageOf(update);
    if (message === null) return null;
    this.steps += 1;
    if (nowMs - this.reportedMs < MIN_GAP_MS) return null;
    this.reportedMs = nowMs;
    return { progress: this.steps, message };
  }
}

const messageOf = ({ type, status, node_name: name, queue_position: place }: CommandUpdate): string | null => {
  if (type === 'job_update' && status === 'queued') return `Waiting for a free place (${String(place)} in front)`;
  if (type === 'job_update' && typeof status === 'string') return `The job is ${status}`;
  if (type === 'node_update' && typeof name === 'string' && typeof status === 'string') return `${name}: ${status}`;
  return null;
};
