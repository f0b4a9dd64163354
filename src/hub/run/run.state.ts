/** Where a run stands. */
export const RunStatus = {
  queued: 'queued',
  /** sent to a node, which hasn't said yet that it took it */
  dispatched: 'dispatched',
  running: 'running',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  timed_out: 'timed_out',
  /** the node went away and the work may or may not have been done */
  outcome_unknown: 'outcome_unknown',
} as const;
export type RunStatus = (typeof RunStatus)[keyof typeof RunStatus];

/** The ways in which a run ends. */
export type TerminalRunStatus = Exclude<RunStatus, 'queued' | 'dispatched' | 'running'>;

/** What can happen to a run. */
export type RunEvent = 'dispatch' | 'start' | 'requeue' | TerminalRunStatus;

/** Statuses of a run that isn't over. */
export const OPEN_RUN_STATUSES = ['queued', 'dispatched', 'running'] as const satisfies readonly RunStatus[];

const ENDS = {
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  timed_out: 'timed_out',
  outcome_unknown: 'outcome_unknown',
} as const satisfies Record<TerminalRunStatus, TerminalRunStatus>;

const TRANSITIONS: Readonly<Record<RunStatus, Partial<Readonly<Record<RunEvent, RunStatus>>>>> = {
  // A run that was given up and queued again may still be ended by the answer of its last attempt.
  queued: { dispatch: 'dispatched', ...ENDS },
  dispatched: { start: 'running', requeue: 'queued', ...ENDS },
  running: { requeue: 'queued', ...ENDS },
  completed: {},
  failed: {},
  cancelled: {},
  timed_out: {},
  outcome_unknown: {},
};

/** Gives the status after an event, or null when the event means nothing in that status; a settled run absorbs all. */
export const nextRunStatus = (status: RunStatus, event: RunEvent): RunStatus | null =>
  TRANSITIONS[status][event] ?? null;

/** Tells whether a run is over. */
export const isRunOver = (status: RunStatus): status is TerminalRunStatus => Object.hasOwn(ENDS, status);
