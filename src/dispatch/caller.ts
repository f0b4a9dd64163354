/** By which way a request came in. */
export type Door = 'link' | 'rest' | 'mcp' | 'cli';

/** On whose behalf a command runs. */
export interface Caller {
  readonly door: Door;
  /** Users whose rows the caller may touch; `null` = every user. */
  readonly userIds: readonly string[] | null;
  /** The user that a request without `user_id` is about; default `1`, or the caller's own first user. */
  readonly defaultUserId?: string;
}

/** What a command's handler gets besides its arguments. */
export interface CommandCall {
  readonly caller: Caller;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** The user that a request without `user_id` is about. */
export const DEFAULT_USER_ID = '1';
