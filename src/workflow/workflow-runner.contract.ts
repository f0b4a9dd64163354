import type { JobResult } from '../job/job.contract.js';
import type { TriggerEvent } from '../engine/trigger-event.js';
import type { ErrorCode } from '../protocol/error-codes.js';
import type { FieldProblem } from '../protocol/protocol-error.js';

/** Where a job runs: in a thread of the node, or in a process of its own that can't take the node down with it. */
export const EXECUTION_STRATEGIES = ['threaded', 'subprocess'] as const;
export type ExecutionStrategy = (typeof EXECUTION_STRATEGIES)[number];

/** A step of a job as watchers get it, with NodeTool's names and fields. */
export type JobUpdate = Readonly<Record<string, unknown>> & {
  readonly type: string;
  readonly job_id: string;
  readonly workflow_id: string | null;
  /** Grows by one with each update of the job, from 1. */
  readonly job_seq: number;
};

/** Why a job didn't complete. */
export interface JobFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly node_id?: string;
  readonly node_type?: string;
  /** Every finding about the graph or the parameters, where these were refused. */
  readonly problems?: readonly FieldProblem[];
}

/** How a job ended. */
export interface JobOutcome extends JobResult {
  readonly jobId: string;
  readonly workflowId: string | null;
  readonly status: 'completed' | 'failed' | 'cancelled';
  /** Last value per output name. */
  readonly result: Readonly<Record<string, unknown>>;
  readonly error: JobFailure | null;
  /** True when the job hasn't ended: this process stops, and the next one goes on with it. */
  readonly isLeft?: boolean;
  /** False when nothing of the graph was run; default true. */
  readonly isBegun?: boolean;
}

/** The hub's request that a job answers. */
export interface HubRequest {
  readonly requestId: string;
  readonly attempt: number;
  /** What the asker needs to take the job up again after a restart; null when it must not outlive this process. */
  readonly message?: Readonly<Record<string, unknown>> | null;
}

/** A workflow that someone wants to have run. */
export interface RunRequest {
  readonly userId: string;
  /** Null for a graph that came inline. */
  readonly workflowId: string | null;
  /** What people call the workflow; without it, texts show its id. */
  readonly workflowName?: string;
  readonly graph: unknown;
  readonly params: Readonly<Record<string, unknown>>;
  /** The job's id, where whoever starts it knows it before: a known one isn't run again. */
  readonly jobId?: string;
  /** The event that begins the run. */
  readonly trigger?: TriggerEvent | null;
  /** The hub's request that the job answers: a known one isn't run again. */
  readonly request?: HubRequest | undefined;
  /** Milliseconds from now after which the job fails. */
  readonly deadlineMs?: number | undefined;
  /** Default threaded. */
  readonly executionStrategy?: ExecutionStrategy;
  /** Called with every step, the last one after the end is stored. */
  readonly onUpdate?: (update: JobUpdate) => void;
}

/** A job that was accepted. */
export interface StartedJob {
  readonly jobId: string;
  readonly status: 'running' | 'scheduled';
  /** Resolves with the stored end; never rejects. */
  readonly done: Promise<JobOutcome>;
}

/** What became of a wish to cancel. */
export type CancelState = 'stopping' | 'not_found' | 'already_done';

/** How busy the runner is. */
export interface RunnerLoad {
  readonly running: number;
  readonly queued: number;
  readonly max_concurrent: number;
}
