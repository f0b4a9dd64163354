import { ProtocolError } from '../../protocol/protocol-error.js';
import type { ServingNode } from './command-user.js';

/** Commands of the seed that take `user_id`; the others fail over an argument that they don't know. */
const TAKING_USER: ReadonlySet<string> = new Set(['list_workflows', 'run_workflow', 'list_jobs']);
/** Commands of the seed about what a machine can do, the same for everybody. */
const SHARED: ReadonlySet<string> = new Set(['list_nodes', 'search_nodes', 'get_node_info', 'list_models']);

/** A command for a node of the seed, which isn't told a user beside the arguments. */
export interface SeedCommand {
  readonly command: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** User for whom it is executed; null = the node's own choice. */
  readonly userId: string | null;
  /** True for a caller who may see the rows of certain users only. */
  readonly isCallerBound: boolean;
}

/**
 * Gives the arguments with which a node of the seed answers for the right user.
 *
 * @throws ProtocolError `FORBIDDEN` for a bound caller's command that such a node answers without regard to users, unless
 *   it works for the caller's user alone
 */
export const seedArguments = (
  { command, args, userId, isCallerBound }: SeedCommand,
  node: ServingNode,
): Readonly<Record<string, unknown>> => {
  if (userId !== null && TAKING_USER.has(command)) return { ...args, user_id: userId };
  if (!isCallerBound || SHARED.has(command) || isAlone(node, userId)) return args;
  const text = `Node ${node.nodeId} speaks the seed protocol and does not keep users apart in ${command}`;
  throw new ProtocolError('FORBIDDEN', text, {
    hint: `Ask a version 1 node, or give this node a token for user ${String(userId)} alone.`,
  });
};

const isAlone = ({ tokenUserIds }: ServingNode, userId: string | null): boolean =>
  tokenUserIds?.length === 1 && tokenUserIds[0] === userId;
