import type { PlannedGraph, PlannedNode } from '../plan/planned-graph.js';
import { describeNode } from '../resolved-graph.js';
import type { Checkpoint } from './checkpoint.js';
import { decodeValue } from './checkpoint-codec.js';
import type { Resumption } from './suspension.js';

/** What is known of a graph node that goes on where it stood. */
export interface Recollection {
  /** Outputs of its first firings, as JSON text; null where they were not kept. */
  readonly steps: ReadonlyMap<number, string | null>;
  readonly resumptions: ReadonlyMap<number, Resumption>;
}

/** How a run goes on from the checkpoints of an earlier one. */
export interface RestorePlan {
  /** What finished graph nodes sent, by id. */
  readonly done: ReadonlyMap<string, string>;
  readonly recollections: ReadonlyMap<string, Recollection>;
  /** What those graph nodes kept for the user, by name, as JSON texts in their order. */
  readonly saved: readonly string[];
  /** Why it can't go on, or null. */
  readonly problem: { readonly node: PlannedNode; readonly reason: string } | null;
}

/** A graph node of which nothing is known. */
export const NO_RECOLLECTION: Recollection = { steps: new Map(), resumptions: new Map() };

/**
 * Decides which graph nodes of an interrupted run are taken over, which go on and which run again. What a graph node sent
 * is only good as long as everything that it was made from stays the same: where that is made anew and may differ, the
 * graph node runs again too. A firing with side effects that has begun, and of which no end is known, ends the run.
 */
export const planRestore = (graph: PlannedGraph, checkpoints: readonly Checkpoint[]): RestorePlan => {
  const histories = readHistories(checkpoints);
  const freshLoops = new Set<number>();
  for (;;) {
    const { plan, isFresh } = planOnce(graph, histories, freshLoops);
    const known = freshLoops.size;
    for (const { index, feedback } of graph.nodes) if (hasFresh(feedback, isFresh)) freshLoops.add(index);
    // What leads back into a loop stands after it in the graph's order: the loop is looked at again.
    if (plan.problem || freshLoops.size === known) return plan;
  }
};

const planOnce = (
  { nodes }: PlannedGraph,
  histories: ReadonlyMap<string, History>,
  freshLoops: ReadonlySet<number>,
): { readonly plan: RestorePlan; readonly isFresh: readonly boolean[] } => {
  const done = new Map<string, string>();
  const recollections = new Map<string, Recollection>();
  const saved: string[] = [];
  const isFresh = nodes.map(() => false);
  for (const node of nodes) {
    const history = histories.get(node.graphNode.id) ?? NO_HISTORY;
    const hasFreshSource = freshLoops.has(node.index) || hasFresh(node.handles, isFresh);
    const reason = problemOf(node, history, hasFreshSource);
    if (reason !== null) return { plan: { done, recollections, saved, problem: { node, reason } }, isFresh };
    if (!hasFreshSource) saved.push(...history.saved);
    if (hasFreshSource) isFresh[node.index] = true;
    else if (history.done !== null) done.set(node.graphNode.id, history.done);
    else {
      recollections.set(node.graphNode.id, history);
      isFresh[node.index] = mayDiffer(node, history);
    }
  }
  return { plan: { done, recollections, saved, problem: null }, isFresh };
};

const hasFresh = (handles: PlannedNode['handles'], isFresh: readonly boolean[]): boolean =>
  handles.some(({ edges }) => edges.some(({ source }) => isFresh[source]));

/** Says in words why a run can't go on. */
export const restoreFailure = ({ node, reason }: NonNullable<RestorePlan['problem']>) => ({
  message: `${describeNode(node.graphNode)} "${node.title}" ${reason}`,
  node_id: node.graphNode.id,
  node_type: node.graphNode.type,
});

interface History extends Recollection {
  readonly steps: Map<number, string | null>;
  readonly resumptions: Map<number, Resumption>;
  /** Firings that began and of which no end is known. */
  readonly open: Set<number>;
  readonly saved: string[];
  done: string | null;
}

const newHistory = (): History => ({
  steps: new Map(),
  resumptions: new Map(),
  open: new Set(),
  saved: [],
  done: null,
});
const NO_HISTORY = newHistory();

const readHistories = (checkpoints: readonly Checkpoint[]): ReadonlyMap<string, History> => {
  const histories = new Map<string, History>();
  for (const checkpoint of checkpoints) {
    const history = histories.get(checkpoint.nodeId) ?? newHistory();
    histories.set(checkpoint.nodeId, history);
    NOTES[checkpoint.kind](history, checkpoint);
  }
  return histories;
};

const NOTES: Readonly<Record<Checkpoint['kind'], (history: History, checkpoint: Checkpoint) => void>> = {
  done: (history, { data }) => (history.done = data),
  begun: ({ open }, { firing }) => open.add(firing),
  step: ({ steps, open }, { firing, data }) => {
    steps.set(firing, data);
    open.delete(firing);
  },
  saved: ({ saved }, { data }) => {
    if (data !== null) saved.push(data);
  },
  // A firing that stops in order to wait says that it can be begun again.
  waiting: ({ open }, { firing }) => open.delete(firing),
  resumed: ({ resumptions }, { firing, data }) => {
    // Written by the owner of the job from a Resumption.
    if (data !== null) resumptions.set(firing, decodeValue(data) as Resumption);
  },
};

const problemOf = ({ nodeType }: PlannedNode, history: History, hasFreshSource: boolean): string | null => {
  if (nodeType.isRetrySafe) return null;
  const hasRun = history.done !== null || history.steps.size > 0 || history.open.size > 0;
  if (hasFreshSource && hasRun) return 'has run already, but on values that were not kept, and must not run twice';
  if (history.done !== null) return null;
  if (history.open.size > 0) {
    return 'had begun when the job was interrupted: whether it did its work is not known, and it must not run twice';
  }
  const isLost = [...history.steps.values()].some((data) => data === null);
  return isLost ? 'has run already, its result could not be kept, and it must not run twice' : null;
};

/**
 * Tells whether a graph node that runs again may send something else than it did. Firings are remembered one by one
 * before anybody reads what they gave, so that only forgotten ones matter.
 */
const mayDiffer = ({ nodeType, orders }: PlannedNode, { steps }: History): boolean => {
  if (nodeType.isPure) return false;
  // Orders are read while the firing that gives them goes on: when it begins again, it may give others.
  if (orders.length > 0 && nodeType.isRetrySafe) return true;
  return nodeType.behaviour.kind !== 'process' || [...steps.values()].some((data) => data === null);
};
