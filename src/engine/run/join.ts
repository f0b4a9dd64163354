import type { Failure } from '../failure.js';
import type { End } from './token.js';

/** What a join has to say next. */
export const JoinEvent = {
  /** a token is missing */
  wait: 'wait',
  /** every handle holds a value: the graph node fires */
  fire: 'fire',
  /** this step has no firing: some value doesn't exist */
  skip: 'skip',
  /** this step has no firing: a value could not be made, see `failure` */
  spoilt: 'spoilt',
  /** an iteration is closed: see `end` */
  end: 'end',
  /** the stream is over */
  done: 'done',
  /** something upstream failed */
  failed: 'failed',
} as const;
export type JoinEvent = (typeof JoinEvent)[keyof typeof JoinEvent];

/** Brings the handles of a graph node together, step by step. */
export interface Join {
  /** The next event, taking its tokens. */
  poll(): JoinEvent;
  /** The closed iteration after an `end` event. */
  readonly end: End;
  /** What went wrong after a `spoilt` event. */
  readonly failure: Failure | null;
}
