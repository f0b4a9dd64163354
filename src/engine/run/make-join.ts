import type { JoinPlan, PlannedEdge, PlannedHandle } from '../plan/planned-graph.js';
import { gatheredScope } from '../plan/scope.js';
import type { Property } from '../property.js';
import { ChainJoin } from './chain-join.js';
import { Gather } from './gather.js';
import { FeedbackHandle } from './feedback-handle.js';
import { admitted } from './firing-inputs.js';
import { HandleState } from './handle-state.js';
import type { Join } from './join.js';
import { LastOf } from './last-of.js';
import { MixJoin } from './mix-join.js';
import { StreamSource } from './stream-source.js';
import type { TokenSource } from './token-queue.js';

/** Builds the run-time form of a planned join over given handle states. */
export const makeJoin = (plan: JoinPlan, handles: readonly HandleState[]): Join => {
  if (plan.kind === 'mix') {
    const groups = plan.groups.map((group) => ({
      join: makeJoin(group, handles),
      handles: statesOf(handlesOf(group), handles),
    }));
    return new MixJoin(groups, plan.sharedDepth, plan.syncMode);
  }
  return new ChainJoin(statesOf(plan.handles, handles), plan.scope.length);
};

/** A graph node has few handles: looking through them costs less than a table of them. */
const statesOf = (plans: readonly PlannedHandle[], handles: readonly HandleState[]): readonly HandleState[] =>
  plans.flatMap(({ name }) => handles.find(({ plan }) => plan.name === name) ?? []);

const handlesOf = (plan: JoinPlan): readonly PlannedHandle[] =>
  plan.kind === 'mix' ? plan.groups.flatMap(handlesOf) : plan.handles;

/** Builds the run-time form of an input handle over the buffers of its edges. */
export const makeHandle = (
  plan: PlannedHandle,
  catches: string | null,
  bufferOf: (edge: PlannedEdge) => TokenSource,
): HandleState => {
  const { streamDepth, scope, property, isFolded } = plan;
  const source = sourceOf(plan, bufferOf);
  if (streamDepth === null) {
    return new HandleState(plan, isFolded ? new LastOf(source, scope.length) : source, plan.name === catches);
  }
  const shape = { depth: scope.length, ownDepth: streamDepth, check: checkOf(plan.name, property) };
  return new HandleState(plan, new StreamSource(source, shape));
};

/** Builds the run-time form of a handle that a loop leads back into. */
export const makeFeedback = (
  { name, edges, property, scope }: PlannedHandle,
  bufferOf: (edge: PlannedEdge) => TokenSource,
): FeedbackHandle | [] => {
  const [edge] = edges;
  if (!edge) return [];
  const shape = { depth: scope.length - 1, ownDepth: scope.length, check: checkOf(name, property) };
  return new FeedbackHandle(name, bufferOf(edge), shape);
};

const sourceOf = (plan: PlannedHandle, bufferOf: (edge: PlannedEdge) => TokenSource): TokenSource => {
  const [first] = plan.edges;
  if (first && plan.edges.length === 1) return bufferOf(first);
  const strands = plan.edges.map((edge) => ({ source: bufferOf(edge), depth: edge.scope.length }));
  const areInterleaved = plan.edges.every(({ scope }) => scope.join('\n') === first?.scope.join('\n'));
  const depth = plan.isFolded
    ? gatheredScope(plan.edges.map(({ scope }) => scope)).length
    : (plan.streamDepth ?? plan.scope.length);
  return new Gather(strands, depth, areInterleaved && depth < (first?.scope.length ?? 0));
};

const checkOf =
  (name: string, property: Property | null) =>
  (value: unknown): unknown =>
    property ? admitted(name, property, value) : value;
