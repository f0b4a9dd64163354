import type { JoinPlan, PlannedEdge, PlannedHandle } from '../plan/planned-graph.js';
import { ChainJoin } from './chain-join.js';
import { Gather } from './gather.js';
import { HandleState } from './handle-state.js';
import type { Join } from './join.js';
import { MixJoin } from './mix-join.js';
import type { TokenSource } from './token-queue.js';

/** Builds the run-time form of a planned join over given handle states. */
export const makeJoin = (plan: JoinPlan, handles: ReadonlyMap<string, HandleState>): Join => {
  if (plan.kind === 'mix') {
    const groups = plan.groups.map((group) => makeJoin(group, handles));
    return new MixJoin(groups, plan.sharedDepth, plan.syncMode);
  }
  const states = plan.handles.flatMap(({ name }) => handles.get(name) ?? []);
  return new ChainJoin(states, plan.scope.length);
};

/** Builds the run-time form of an input handle over the buffers of its edges. */
export const makeHandle = (plan: PlannedHandle, bufferOf: (edge: PlannedEdge) => TokenSource): HandleState => {
  const [first] = plan.edges;
  if (first && plan.edges.length === 1) return new HandleState(plan, bufferOf(first));
  const strands = plan.edges.map((edge) => ({ source: bufferOf(edge), depth: edge.scope.length }));
  const areInterleaved = plan.edges.every(({ scope }) => scope.join('\n') === first?.scope.join('\n'));
  return new HandleState(
    plan,
    new Gather(strands, plan.scope.length, areInterleaved && plan.scope.length < (first?.scope.length ?? 0)),
  );
};
