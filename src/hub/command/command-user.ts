import { ProtocolError } from '../../protocol/protocol-error.js';
import { actingUser } from '../api/visible-users.js';
import { servesUser } from '../run/choose-node.js';

/** What decides for whom a machine may work. */
export interface ServingNode {
  readonly nodeId: string;
  readonly userId: string | null;
  readonly tokenUserIds: readonly string[] | null;
}

/**
 * Gives the user for whom a machine executes a command: the one that is named, else the first of the caller's that the machine
 * works for, else the machine's own.
 *
 * @param userIds users of the caller; null = every user
 * @returns null when neither side is bound to users and none is named: the machine's own choice
 * @throws ProtocolError `FORBIDDEN` for a user that the caller's token, or the machine's, doesn't cover
 */
export const commandUser = (
  userIds: readonly string[] | null,
  named: string | undefined,
  node: ServingNode,
): string | null => {
  if (named !== undefined) return namedUser(userIds, named, node);
  if (userIds !== null) return userIds.find((userId) => servesUser(node, userId)) ?? actingUser({ userIds }, undefined);
  const { tokenUserIds, userId } = node;
  if (tokenUserIds === null) return null;
  return userId !== null && tokenUserIds.includes(userId) ? userId : (tokenUserIds[0] ?? null);
};

/** An operator may name any user on a machine whose token names none. */
const namedUser = (userIds: readonly string[] | null, named: string, node: ServingNode): string => {
  const userId = actingUser({ userIds }, named);
  const isBound = userIds !== null || node.tokenUserIds !== null;
  if (!isBound || servesUser(node, userId)) return userId;
  throw new ProtocolError('FORBIDDEN', `Node ${node.nodeId} does not work for user ${userId}`, {
    hint: 'A node works for the users of its token: nodetool gateway tokens list.',
  });
};
