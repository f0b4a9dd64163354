import type { Promises } from './judge.js';
import type { Ledger } from './ledger.js';
import type { Stage, StageOptions } from './stage.js';

/** A fault, how often it happens, and what is promised all the same. */
export interface Scenario {
  readonly name: string;
  readonly faults: string;
  /** How often the fault happens in the long version. */
  readonly times: number;
  readonly promises: Promises;
  /** What it needs other than a hub and two nodes with short times. */
  readonly stage?: Omit<StageOptions, 'seed'>;
  /** How long a run may take to its outcome, faults included. Default two minutes. */
  readonly deadlineMs?: number;
  /** Makes the faults happen while work is done. */
  play(stage: Stage, ledger: Ledger, times: number): Promise<void>;
}
