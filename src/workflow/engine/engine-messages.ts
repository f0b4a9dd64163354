import type { JsonValue } from '../../common/json.js';
import type { EngineUpdate } from '../../engine/engine-update.js';
import type { JobFailure } from '../workflow-runner.contract.js';

/** How a run ended, in values that can travel as JSON. */
export interface EngineEnding {
  readonly status: 'completed' | 'failed' | 'cancelled';
  /** Every value per output name. */
  readonly outputs: Readonly<Record<string, readonly JsonValue[]>>;
  /** Last value per preview, by graph node id. */
  readonly preview: Readonly<Record<string, JsonValue>>;
  readonly error: JobFailure | null;
}

/** What a thread is told. */
export type ThreadOrder =
  | {
      readonly kind: 'run';
      readonly graph: unknown;
      readonly params: Readonly<Record<string, unknown>>;
      /** Two 32-bit numbers that both sides see at once; see `CONTROL`. */
      readonly control: SharedArrayBuffer;
      /** Heap that the run may fill, in MiB. */
      readonly maxHeapMb: number;
    }
  | { readonly kind: 'cancel' };

/** What a thread tells. */
export type ThreadReport =
  | { readonly kind: 'updates'; readonly updates: readonly EngineUpdate[] }
  | { readonly kind: 'ended'; readonly updates: readonly EngineUpdate[]; readonly ending: EngineEnding };

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
  error,
});

/** The ending of a run that was stopped from outside. */
export const CANCELLED_ENDING: EngineEnding = {
  status: 'cancelled',
  outputs: {},
  preview: {},
  error: { code: 'CANCELLED', message: 'The run was cancelled.' },
};
