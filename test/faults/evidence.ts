/** A request that the hub has accepted, as its caller noted it. */
export interface Submission {
  readonly tag: string;
  readonly id: string;
  readonly retry: 'never' | 'safe';
  readonly steps: number;
}

/** An outcome as its caller read it. */
export interface Outcome {
  readonly tag: string;
  readonly id: string;
  readonly status: string;
  readonly attempt: number;
  readonly node: string | null;
  readonly finishedAt: string | null;
  /** The execution that the result names. */
  readonly execution: string | null;
  readonly error: string | null;
}

/** The beginning or the end of an execution, as the node noted it. */
export interface Execution {
  readonly kind: 'started' | 'ended';
  readonly tag: string;
  readonly execution: string;
  readonly pid: number;
}

/** A step of a run, as its caller read it. */
export interface RunEvent {
  readonly seq: number;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Everything that is known when a scenario is over. */
export interface Evidence {
  readonly submissions: readonly Submission[];
  /** Every reading of an outcome: each run is read at least twice. */
  readonly outcomes: readonly Outcome[];
  readonly executions: readonly Execution[];
  readonly events: ReadonlyMap<string, readonly RunEvent[]>;
  readonly nodeOfPid: ReadonlyMap<number, string>;
}

const ENDS: ReadonlySet<string> = new Set(['completed', 'failed', 'cancelled', 'timed_out', 'outcome_unknown']);

/** Tells whether a status is an end. */
export const isOver = (status: string): boolean => ENDS.has(status);
