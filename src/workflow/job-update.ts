import type { EngineUpdate } from '../engine/engine-update.js';

/** A step of a job as watchers get it: an engine update, or an end that came from outside the engine. */
export type JobUpdate = Readonly<Record<string, unknown>> & {
  readonly type: string;
  readonly job_id: string;
  readonly workflow_id: string | null;
  /** Grows by one with each update of the job, from 1. */
  readonly job_seq: number;
};

/** True for the engine's own last word: the owner of the job writes it anew once the end is stored. */
export const isTerminal = (update: EngineUpdate): boolean =>
  update.type === 'job_update' && update.status !== 'running';
