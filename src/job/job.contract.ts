/** Where a job stands, as NodeTool names it. */
export const JobStatus = {
  scheduled: 'scheduled',
  running: 'running',
  suspended: 'suspended',
  recovering: 'recovering',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
} as const;
export type JobStatus = (typeof JobStatus)[keyof typeof JobStatus];

const END_STATUSES: ReadonlySet<JobStatus> = new Set([JobStatus.completed, JobStatus.failed, JobStatus.cancelled]);

/** Tells whether a job has ended for good. */
export const isSettled = (status: JobStatus): status is 'completed' | 'failed' | 'cancelled' =>
  END_STATUSES.has(status);

/** What an ended job leaves behind besides its log. */
export interface JobResult {
  /** Every value of each output, by the output's name. */
  readonly outputs: Readonly<Record<string, readonly unknown[]>>;
  /** Last value that a preview showed, by graph node id. */
  readonly preview: Readonly<Record<string, unknown>>;
  /** Saved values by name. */
  readonly save: Readonly<Record<string, unknown>>;
}

/** The last value of each output: what callers call the result of a workflow. */
export const lastValues = (outputs: JobResult['outputs']): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(outputs).flatMap(([name, values]) => (values.length > 0 ? [[name, values.at(-1)]] : [])),
  );

/** An execution of a workflow on this node. */
export interface Job {
  readonly jobId: string;
  readonly userId: string;
  readonly status: JobStatus;
  /** Null for a graph that came inline. */
  readonly workflowId: string | null;
  /** The hub's request that the job answers, with the number of the try. */
  readonly requestId: string | null;
  readonly attempt: number | null;
  readonly error: string | null;
  readonly errorCode: string | null;
  readonly result: JobResult | null;
  /** Epoch milliseconds; null until a thread has taken it. */
  readonly startedAt: number | null;
}

/** How grave a line of a job's log is. */
export const LOG_LEVELS = ['debug', 'info', 'warning', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
