import { currentTypeName } from '../../engine/former-names.js';
import type { NodeReadiness } from '../session/connected-node.js';

/** What the scheduler knows of a connected machine. */
export interface NodeCandidate {
  readonly nodeId: string;
  readonly state: NodeReadiness;
  readonly canRunWorkflows: boolean;
  /** Null = every type. */
  readonly nodeTypes: ReadonlySet<string> | null;
  readonly labels: Readonly<Record<string, string>>;
  /** User that the node names as its own. */
  readonly userId: string | null;
  /** Users that the node's token is bound to; null = every user. */
  readonly tokenUserIds: readonly string[] | null;
  readonly runningCount: number;
  readonly maxConcurrent: number;
  /** Largest request that the node takes. */
  readonly maxRequestBytes: number;
  /** Grows with every run that is given out, so that it tells which node was served longest ago. */
  readonly lastGiven: number;
}

/** What the scheduler must know of a run that waits. */
export interface RunDemand {
  readonly userId: string;
  readonly targetNodeId: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly nodeTypes: readonly string[];
  readonly requestBytes: number;
  /** Nodes that refused this run and why, for as long as that holds. */
  readonly refusals: ReadonlyMap<string, string>;
}

/** Why a run can't go to a certain node now. */
export interface Obstacle {
  readonly kind: 'unfit' | 'too_large' | 'not_ready' | 'busy' | 'refused';
  readonly text: string;
}

/** Why a run waits: in one sentence, and node by node. */
export interface WaitExplanation {
  readonly reason: string;
  readonly obstacles: ReadonlyMap<string, readonly Obstacle[]>;
}

/** The user of a single-user installation. Nodes of this user serve everybody; another user's node serves only that user. */
const SHARED_USER_ID = '1';

const MAX_LISTED = 5;

/**
 * Picks the machine for a run: among those that can take it, the one with the smallest share of its places taken.
 * A node whose own user is the run's wins a tie, then the one that was served longest ago, then the smaller `nodeId`.
 *
 * @returns null when none can take it now
 */
export const chooseNode = <N extends NodeCandidate>(run: RunDemand, nodes: readonly N[]): N | null => {
  let best: N | null = null;
  for (const node of nodes) {
    if (hasPlace(node) && firstObstacle(run, node) === null && (!best || isBetter(run, node, best))) best = node;
  }
  return best;
};

/** Tells whether a node could take some run now. */
export const hasPlace = (node: NodeCandidate): boolean =>
  node.state === 'ready' && node.runningCount < node.maxConcurrent;

/** Lists everything that keeps a run from a node; nothing means that the node can take it now. */
export const obstaclesOf = (run: RunDemand, node: NodeCandidate): readonly Obstacle[] =>
  CHECKS.flatMap((check) => check(run, node) ?? []);

/** Explains why a run waits. */
export const explainWait = (run: RunDemand, nodes: readonly NodeCandidate[]): WaitExplanation => {
  const obstacles = new Map(nodes.map((node) => [node.nodeId, obstaclesOf(run, node)]));
  return { reason: reasonOf(run, obstacles), obstacles };
};

/**
 * Tells whether a run is too large for every connected node that could take it otherwise, so that waiting can't help.
 */
export const isTooLargeForAll = (run: RunDemand, nodes: readonly NodeCandidate[]): boolean => {
  const lasting = nodes.map((node) => obstaclesOf(run, node).filter(isLasting));
  const fit = lasting.filter((obstacles) => obstacles.every(({ kind }) => kind === 'too_large'));
  return fit.length > 0 && fit.every((obstacles) => obstacles.length > 0);
};

/** Tells whether a node may work for a user. */
export const servesUser = (node: Pick<NodeCandidate, 'userId' | 'tokenUserIds'>, userId: string): boolean => {
  if (node.tokenUserIds !== null) return node.tokenUserIds.includes(userId);
  return node.userId === null || node.userId === SHARED_USER_ID || node.userId === userId;
};

const isLasting = ({ kind }: Obstacle): boolean => kind === 'unfit' || kind === 'too_large';

const firstObstacle = (run: RunDemand, node: NodeCandidate): Obstacle | null => {
  for (const check of CHECKS) {
    const obstacle = check(run, node);
    if (obstacle) return obstacle;
  }
  return null;
};

const isBetter = (run: RunDemand, node: NodeCandidate, other: NodeCandidate): boolean => {
  const difference =
    loadOf(node) - loadOf(other) || preference(run, other) - preference(run, node) || node.lastGiven - other.lastGiven;
  return difference < 0 || (difference === 0 && node.nodeId < other.nodeId);
};

const loadOf = ({ runningCount, maxConcurrent }: NodeCandidate): number => runningCount / Math.max(1, maxConcurrent);

const preference = (run: RunDemand, node: NodeCandidate): number => (node.userId === run.userId ? 1 : 0);

type Check = (run: RunDemand, node: NodeCandidate) => Obstacle | null;

const unfit = (text: string): Obstacle => ({ kind: 'unfit', text });

const checkTarget: Check = ({ targetNodeId }, { nodeId }) =>
  targetNodeId === null || targetNodeId === nodeId ? null : unfit(`the run asks for node ${targetNodeId}`);

const checkAbility: Check = (_run, node) => (node.canRunWorkflows ? null : unfit('it does not run workflows'));

const checkUser: Check = ({ userId }, node) =>
  servesUser(node, userId) ? null : unfit(`it does not serve user ${userId}`);

const checkLabels: Check = (run, node) => {
  for (const [key, value] of Object.entries(run.labels)) {
    const own = node.labels[key];
    if (own === undefined) return unfit(`it has no label ${key}`);
    if (own !== value) return unfit(`its label ${key} is ${own}, not ${value}`);
  }
  return null;
};

const checkNodeTypes: Check = (run, { nodeTypes }) => {
  const isThere = (type: string) => !nodeTypes || nodeTypes.has(type) || nodeTypes.has(currentTypeName(type));
  const missing = run.nodeTypes.filter((type) => !isThere(type));
  return missing.length === 0 ? null : unfit(`it lacks ${missing.length} node type(s): ${enumerate(missing)}`);
};

const checkSize: Check = ({ requestBytes }, { maxRequestBytes }) =>
  requestBytes <= maxRequestBytes
    ? null
    : {
        kind: 'too_large',
        text: `the request of ${requestBytes} bytes is larger than the ${maxRequestBytes} that it takes`,
      };

const UNREADY_TEXTS = {
  late: 'it has been silent for too long',
  draining: 'it is draining',
  unresponsive: 'it sends heartbeats but does not answer requests',
} as const;

const checkReadiness: Check = (_run, { state }) =>
  state === 'ready' ? null : { kind: 'not_ready', text: UNREADY_TEXTS[state] };

const checkPlaces: Check = (_run, { runningCount, maxConcurrent }) =>
  runningCount < maxConcurrent ? null : { kind: 'busy', text: `all its ${maxConcurrent} places are taken` };

const checkRefusal: Check = ({ refusals }, { nodeId }) => {
  const text = refusals.get(nodeId);
  return text === undefined ? null : { kind: 'refused', text: `it refused the run (${text})` };
};

const CHECKS: readonly Check[] = [
  checkTarget,
  checkAbility,
  checkUser,
  checkLabels,
  checkNodeTypes,
  checkSize,
  checkReadiness,
  checkPlaces,
  checkRefusal,
];

const reasonOf = (run: RunDemand, obstacles: ReadonlyMap<string, readonly Obstacle[]>): string => {
  if (run.targetNodeId !== null) {
    const own = obstacles.get(run.targetNodeId);
    return own ? sentence([[run.targetNodeId, own]]) : `Node ${run.targetNodeId} is not connected`;
  }
  if (obstacles.size === 0) return 'No node is connected';
  const all = [...obstacles];
  const able = all.filter(([, found]) => !found.some(isLasting));
  if (able.length === 0) return `No connected node can take it: ${sentence(all)}`;
  const isReady = able.some(([, found]) => found.length === 0);
  return isReady ? 'It is about to be sent' : `Waits for a free node: ${sentence(able)}`;
};

const sentence = (entries: readonly (readonly [string, readonly Obstacle[]])[]): string => {
  const parts = entries
    .slice(0, MAX_LISTED)
    .map(([nodeId, found]) => `${nodeId}: ${found.map(({ text }) => text).join(', ') || 'ready'}`);
  const rest = entries.length - parts.length;
  return rest > 0 ? `${parts.join('; ')}; and ${rest} more` : parts.join('; ');
};

const enumerate = (names: readonly string[]): string =>
  names.length <= MAX_LISTED
    ? names.join(', ')
    : `${names.slice(0, MAX_LISTED).join(', ')} and ${names.length - MAX_LISTED} more`;
