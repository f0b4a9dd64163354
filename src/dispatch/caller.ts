import { ProtocolError } from '../protocol/protocol-error.js';
import type { Scopes } from './scope.js';

/** By which way a request came in. */
export type Door = 'link' | 'rest' | 'mcp' | 'cli';

/** On whose behalf a command runs. */
export interface Caller {
  readonly door: Door;
  /** Users whose rows the caller may touch; `null` = every user. */
  readonly userIds: readonly string[] | null;
  /** What the caller may do; `null` = everything. A hub has checked those of whom it relays for. */
  readonly scopes: Scopes;
  /** The user that a request without `user_id` is about; default `1`, or the caller's own first user. */
  readonly defaultUserId?: string;
}

/** A step of something that takes long, as its watchers get it. */
export type CommandUpdate = Readonly<Record<string, unknown>> & { readonly type: string };

/** What a command's handler gets besides its arguments. */
export interface CommandCall {
  readonly caller: Caller;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** Takes the steps of a command that runs a workflow; absent when nobody watches. */
  readonly onUpdate?: ((update: CommandUpdate) => void) | undefined;
}

/** The user that a request without `user_id` is about. */
export const DEFAULT_USER_ID = '1';

/**
 * Gives the user that a request is about: the one that it names, else the caller's own.
 *
 * @throws ProtocolError `FORBIDDEN` when the caller may not act for that user
 */
export const actingUser = ({ userIds, defaultUserId }: Caller, named: string | null | undefined): string => {
  const userId = named ?? ownUser(userIds, defaultUserId);
  if (userIds === null || userIds.includes(userId)) return userId;
  throw new ProtocolError('FORBIDDEN', `This token does not act for user ${userId}`);
};

const ownUser = (userIds: Caller['userIds'], wanted = DEFAULT_USER_ID): string =>
  userIds === null || userIds.includes(wanted) ? wanted : (userIds[0] ?? wanted);
