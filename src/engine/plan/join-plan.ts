import type { SyncMode } from '../graph.js';
import { groupBy } from '../../common/group-by.js';
import type { PlannedHandle } from './planned-graph.js';
import type { Scope } from './scope.js';
import { deepestOfChain, sharedScope } from './scope.js';

/** How a graph node's connected handles are brought together into firings. */
export type JoinPlan =
  /** Every handle lies in one line of nested iterations: the deepest ones are paired item by item, the others hold. */
  | { readonly kind: 'chain'; readonly scope: Scope; readonly handles: readonly PlannedHandle[] }
  /** Independent iterations meet: combined as `syncMode` says, in an iteration of the graph node's own. */
  | {
      readonly kind: 'mix';
      readonly scope: Scope;
      readonly sharedDepth: number;
      readonly syncMode: SyncMode;
      readonly groups: readonly JoinPlan[];
    };

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
