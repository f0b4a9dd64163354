/** How grave a log line is, as NodeTool names it. */
export type LogSeverity = 'info' | 'warning' | 'error';

/** What a running graph node may use of the world around it. */
export interface NodeContext {
  /** Aborted when the job is cancelled or out of time: stop timers and calls. */
  readonly signal: AbortSignal;
  /** Id of the graph node that runs. */
  readonly graphNodeId: string;
  /** Values of handles that aren't declared properties (dynamic node types only). */
  readonly dynamicInputs: Readonly<Record<string, unknown>>;
  /** Names of the outputs that this graph node declares beyond those of its type. */
  readonly dynamicOutputs: readonly string[];
  /** Reports how far the work is: `progress` of `total`, with a piece of text where there is one. */
  progress(progress: number, total: number, chunk?: string): void;
  /** Writes a line to the job's log. */
  log(message: string, severity?: LogSeverity): void;
  /** Current time. */
  now(): Date;
  /** Random number in `[0, 1)`. */
  random(): number;
  /** Random bytes. */
  randomBytes(count: number): Uint8Array;
  /** Waits `ms` milliseconds, or less when the job ends; then it rejects with the signal's reason. */
  sleep(ms: number): Promise<void>;
}
