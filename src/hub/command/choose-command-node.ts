import { servesUser } from '../run/choose-node.js';
import type { NodeReadiness } from '../session/connected-node.js';

/** What is known of a connected machine when a command looks for one. */
export interface CommandCandidate {
  readonly nodeId: string;
  readonly state: NodeReadiness;
  readonly facts: { readonly mode: 'seed' | 'v1'; readonly commands: readonly string[] };
  /** User that the node names as its own. */
  readonly userId: string | null;
  /** Users that the node's token is bound to; null = every user. */
  readonly tokenUserIds: readonly string[] | null;
  readonly runningCount: number;
  readonly maxConcurrent: number;
}

/** A command that any node may answer. */
export interface CommandDemand {
  readonly command: string;
  readonly userId: string;
  /** Commands that a node has not answered yet; they take none of its places, but its time. */
  readonly pendingOn: (nodeId: string) => number;
}

const MAX_LISTED = 5;

/**
 * Picks the machine for a command: of those that list it and may work for the user, the least busy one.
 * What a seed node lists is a hint, so that it is asked only when no version 1 node can answer.
 * A node whose own user is the caller's wins a tie, then the smaller `nodeId`: idle nodes keep getting the same calls.
 *
 * @returns null when none can answer now
 */
export const chooseCommandNode = <N extends CommandCandidate>(demand: CommandDemand, nodes: readonly N[]): N | null => {
  let best: N | null = null;
  for (const node of nodes) {
    if (node.state === 'ready' && isFit(demand, node) && (!best || isBetter(demand, node, best))) best = node;
  }
  return best;
};

/** Says in one sentence why no node can answer; it names no node that doesn't work for the user. */
export const explainNoCommandNode = (demand: CommandDemand, nodes: readonly CommandCandidate[]): string => {
  const { command, userId } = demand;
  if (nodes.length === 0) return `No node can answer ${command}: none is connected`;
  const serving = nodes.filter((node) => servesUser(node, userId));
  if (serving.length === 0) return `No node can answer ${command}: none of those connected works for user ${userId}`;
  const listing = serving.filter((node) => isFit(demand, node));
  if (listing.length === 0) {
    return `No node can answer ${command}: none of the ${serving.length} connected for user ${userId} lists it`;
  }
  const named = listing.slice(0, MAX_LISTED).map(({ nodeId, state }) => `${nodeId} ${STATE_TEXTS[state]}`);
  const rest = listing.length > MAX_LISTED ? ` and ${listing.length - MAX_LISTED} more` : '';
  return `No node can answer ${command} now: ${named.join(', ')}${rest}`;
};

const STATE_TEXTS = {
  ready: 'is ready',
  late: 'has been silent for too long',
  draining: 'is draining',
  unresponsive: 'does not answer requests',
} as const;

const isFit = ({ command, userId }: CommandDemand, node: CommandCandidate): boolean =>
  node.facts.commands.includes(command) && servesUser(node, userId);

const isBetter = (demand: CommandDemand, node: CommandCandidate, other: CommandCandidate): boolean => {
  const difference =
    trustRank(node) - trustRank(other) ||
    loadOf(demand, node) - loadOf(demand, other) ||
    ownerRank(demand, node) - ownerRank(demand, other);
  return difference < 0 || (difference === 0 && node.nodeId < other.nodeId);
};

const trustRank = ({ facts }: CommandCandidate): number => (facts.mode === 'v1' ? 0 : 1);

const loadOf = ({ pendingOn }: CommandDemand, { nodeId, runningCount, maxConcurrent }: CommandCandidate): number =>
  (runningCount + pendingOn(nodeId)) / Math.max(1, maxConcurrent);

const ownerRank = ({ userId }: CommandDemand, node: CommandCandidate): number => (node.userId === userId ? 0 : 1);
