import type { JsonValue } from '../../common/json.js';
import type { Checkpoint } from '../../engine/checkpoint/checkpoint.js';
import type { WaitingNode } from '../../engine/checkpoint/suspension.js';
import type { WorkflowName } from '../../engine/inner/nesting.js';
import type { EngineUpdate } from '../../engine/engine-update.js';
import type { TriggerEvent } from '../../engine/trigger-event.js';
import type { MachinePrograms } from '../../node-registry/machine-programs.js';
import type { OutboundRules } from '../../outbound/outbound-rules.js';
import type { JobFailure } from '../workflow-runner.contract.js';
import type { CallOrder, CallReport } from './call-messages.js';

/** How a run ended, in values that can travel as JSON. */
export interface EngineEnding {
  readonly status: 'completed' | 'failed' | 'cancelled';
  /** Every value per output name. */
  readonly outputs: Readonly<Record<string, readonly JsonValue[]>>;
  /** Last value per preview, by graph node id. */
  readonly preview: Readonly<Record<string, JsonValue>>;
  /** Last value per name of what was kept for the user. */
  readonly save: Readonly<Record<string, JsonValue>>;
  readonly error: JobFailure | null;
}

/** A run that goes no further until somebody resumes it. */
export interface EngineSuspension {
  readonly status: 'suspended';
  readonly waiting: readonly WaitingNode[];
}

/** How a run came to its halt. */
export type EngineHalt = EngineEnding | EngineSuspension;

/** What a thread is made with. */
export interface ThreadData {
  /** Packages of node types beside the built-in ones. */
  readonly nodePackages: readonly string[];
}

/** What a run may use of its machine. */
export interface RunWorld {
  /** Where it may go on the network. */
  readonly outbound: OutboundRules;
  /** Paths of the programs that are there. */
  readonly programs: MachinePrograms;
}

/** What the owner of a run tells whoever carries it. */
export type CarrierOrder =
  | {
      readonly kind: 'run';
      readonly graph: unknown;
      readonly params: Readonly<Record<string, unknown>>;
      /** The stored workflow that the graph belongs to. */
      readonly workflow: WorkflowName | null;
      /** The event that begins the run. */
      readonly trigger: TriggerEvent | null;
      /** Heap that the run may fill, in MiB. */
      readonly maxHeapMb: number;
      /** Folder for the files of the job; made when it is needed. */
      readonly workFolder: string;
      readonly world: RunWorld;
      /** Names of the secrets that the user has; null when nobody asked. */
      readonly secretNames: readonly string[] | null;
      /** What an interrupted run left; null = this one keeps no checkpoints. */
      readonly checkpoints: readonly Checkpoint[] | null;
    }
  | { readonly kind: 'cancel' }
  | CallOrder
  /** So many of the reported updates have been taken: the run may go on with as many. */
  | { readonly kind: 'taken'; readonly count: number }
  | CommittedOrder;

/** Checkpoints were stored as the run asked, or could not be. */
export interface CommittedOrder {
  readonly kind: 'committed';
  readonly commitId: number;
  readonly error: string | null;
}

/** What a thread is told. */
export type ThreadOrder =
  | (Extract<CarrierOrder, { readonly kind: 'run' }> & {
      /** Two 32-bit numbers that both sides see at once; see `CONTROL`. */
      readonly control: SharedArrayBuffer;
    })
  | Extract<CarrierOrder, { readonly kind: 'cancel' | 'committed' }>
  | CallOrder;

/** What a thread tells. */
export type ThreadReport =
  | CallReport
  /** A program of the run has begun or ended: it leads a group of processes of this number. */
  | { readonly kind: 'program'; readonly pid: number; readonly isRunning: boolean }
  | {
      readonly kind: 'updates';
      readonly updates: readonly EngineUpdate[];
      readonly checkpoints?: readonly Checkpoint[];
    }
  /** With `commitId` the run waits until they are stored. */
  | { readonly kind: 'checkpoints'; readonly checkpoints: readonly Checkpoint[]; readonly commitId: number | null }
  | { readonly kind: 'ended'; readonly updates: readonly EngineUpdate[]; readonly ending: EngineHalt };

/** Places in the shared numbers of a run. */
export const CONTROL = {
  /** 1 once the run is cancelled: also seen by a thread that never comes back to its event loop. */
  isCancelled: 0,
  /** Updates that were posted and not yet taken: the thread waits when there are too many. */
  pendingCount: 1,
} as const;

/** Size of the shared numbers in bytes. */
export const CONTROL_BYTES = 8;

/** The ending of a run that never got to make anything. */
export const failedEnding = (error: JobFailure): EngineEnding => ({
  status: 'failed',
  outputs: {},
  preview: {},
  save: {},
  error,
});

/** What a run ends with that needed more memory than it may have. */
export const memoryFailure = (maxHeapMb: number): JobFailure => ({
  code: 'TOO_LARGE',
  message: `The job needed more than its ${maxHeapMb} MiB of memory and was stopped (JOB_MEMORY_LIMIT sets the limit)`,
});

/** The ending of a run that was stopped from outside. */
export const CANCELLED_ENDING: EngineEnding = {
  status: 'cancelled',
  outputs: {},
  preview: {},
  save: {},
  error: { code: 'CANCELLED', message: 'The run was cancelled.' },
};
