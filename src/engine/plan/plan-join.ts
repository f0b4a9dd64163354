import type { SyncMode } from '../graph.js';
import { groupBy } from '../../common/group-by.js';
import type { JoinPlan, PlannedHandle } from './planned-graph.js';
import { deepestOfChain, sharedScope } from './scope.js';

/** Plans how handles meet. `nodeId` names the iteration that independent ones make together. */
export const planJoin = (nodeId: string, handles: readonly PlannedHandle[], syncMode: SyncMode): JoinPlan => {
  const deepest = deepestOfChain(handles.map(({ scope }) => scope));
  if (deepest) return { kind: 'chain', scope: deepest, handles };
  const shared = sharedScope(handles.map(({ scope }) => scope));
  const held = handles.filter(({ scope }) => scope.length <= shared.length);
  const apart = handles.filter(({ scope }) => scope.length > shared.length);
  const groups = [...groupBy(apart, ({ scope }) => scope[shared.length]).values()].map((group, index) =>
    // Values from outside belong to all groups; the first one waits for them on behalf of the others.
    planJoin(`${nodeId}/${index}`, index === 0 ? [...held, ...group] : group, syncMode),
  );
  return { kind: 'mix', scope: [...shared, `${nodeId}~`], sharedDepth: shared.length, syncMode, groups };
};
