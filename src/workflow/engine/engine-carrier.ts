import type { JobFailure } from '../workflow-runner.contract.js';
import type { CarrierOrder, ThreadReport } from './engine-messages.js';

/** What carries runs, one at a time: a thread of this process, or a process of its own. */
export interface EngineCarrier {
  /** True when it can't be used for a second run. */
  readonly isDisposable: boolean;
  send(order: CarrierOrder): void;
  /** Says whether this process should stay alive because of it. */
  hold(isHeld: boolean): void;
  /** Takes it away with whatever it does; resolves when it is gone. */
  end(): Promise<void>;
}

/** What a carrier tells its owner. */
export interface CarrierEvents {
  onReport(report: ThreadReport): void;
  /** Called once, when it is gone and nothing will be reported any more; says what a run that it carried failed of. */
  onEnd(failure: JobFailure): void;
}
