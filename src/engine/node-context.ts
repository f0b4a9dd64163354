import type { Resumption, SuspendOptions } from './checkpoint/suspension.js';
import type { NodePost } from './engine-update.js';
import type { LogSeverity } from './log-severity.js';
import type { OutputKind } from './output-kind.js';
import type { NodeRuns } from './services/node-runs.js';
import type { NodeServices } from './services/node-services.js';
import type { TypeMetadata } from './type-metadata.js';

/** What a running graph node may use of the world around it; the services are described where each is declared. */
export interface NodeContext extends NodeServices {
  /** Aborted when the job is cancelled or out of time: stop timers and calls. */
  readonly signal: AbortSignal;
  /** Id of the graph node that runs. */
  readonly graphNodeId: string;
  /** Values of handles that aren't declared properties (dynamic node types only). */
  readonly dynamicInputs: Readonly<Record<string, unknown>>;
  /** Names of the outputs that this graph node declares beyond those of its type. */
  readonly dynamicOutputs: readonly string[];
  /** Types of those outputs. */
  readonly dynamicOutputTypes: Readonly<Record<string, TypeMetadata>>;
  /** How the values of each output relate to a firing. */
  readonly outputKinds: Readonly<Record<string, OutputKind>>;
  /** Other graph nodes, node types and graphs at this one's service. */
  readonly runs: NodeRuns;
  /** Records what the graph node keeps for the user, under a name, beside the results of the run. */
  save(name: string, value: unknown): void;
  /** Reports how far the work is: `progress` of `total`, with a piece of text where there is one. */
  progress(progress: number, total: number, chunk?: string): void;
  /** Shows those who watch the run a step of the work: a piece of an answer, a call of a tool, a task. */
  post(update: NodePost): void;
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
  /** What this firing goes on with after it has waited; null when it begins for the first time. */
  readonly resumption: Resumption | null;
  /**
   * Lets the job wait for somebody or something outside, without a thread and over restarts. Never returns: the firing is
   * begun again, with a `resumption`.
   */
  suspend(options: SuspendOptions): never;
}
