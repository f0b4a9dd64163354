import type { Caller } from '../dispatch/caller.js';

/** For whom a session's tools work. */
export interface McpIdentity {
  readonly caller: Caller;
  /** False: tools that change something are neither shown nor called. */
  readonly mayWrite: boolean;
}
