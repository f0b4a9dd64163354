import type { Principal } from '../../auth/auth.contract.js';
import { DEFAULT_USER_ID } from '../../dispatch/caller.js';
import { ProtocolError } from '../../protocol/protocol-error.js';

/**
 * Gives the user on whose behalf a caller acts: the one that it names, else its token's first, else the default one.
 *
 * @throws ProtocolError `FORBIDDEN` when the token doesn't cover the user
 */
export const actingUser = ({ userIds }: Pick<Principal, 'userIds'>, named: string | null | undefined): string => {
  const userId = named ?? userIds?.[0] ?? DEFAULT_USER_ID;
  if (userIds !== null && !userIds.includes(userId)) {
    throw new ProtocolError('FORBIDDEN', `The token does not cover user ${userId}`);
  }
  return userId;
};
