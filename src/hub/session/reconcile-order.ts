import type { Registered } from '../../protocol/hub-messages.js';
import type { InflightItem } from '../../protocol/node-messages.js';

/** What a returning node shall do with a request that it still holds. */
export type ReconcileOrder =
  | { readonly kind: 'resume'; readonly afterUpdateSeq: number }
  | { readonly kind: 'cancel' }
  /** Null when no update before the result is missing here. */
  | { readonly kind: 'resend'; readonly afterUpdateSeq: number | null }
  | { readonly kind: 'forget' };

/** A request that nobody here waits for is stopped if it runs and dropped if it is settled. */
export const orderForUnclaimed = ({ state }: InflightItem): ReconcileOrder =>
  state === 'running' ? { kind: 'cancel' } : { kind: 'forget' };

/** Gathers the orders in the form in which they travel. */
export const reconcileMessage = (
  orders: readonly (readonly [requestId: string, order: ReconcileOrder])[],
): Registered['reconcile'] => {
  const idsOf = (kind: ReconcileOrder['kind']): string[] =>
    orders.filter(([, order]) => order.kind === kind).map(([requestId]) => requestId);
  const resume = orders.flatMap(([requestId, order]) => {
    const afterSeq = order.kind === 'resume' || order.kind === 'resend' ? order.afterUpdateSeq : null;
    return afterSeq === null ? [] : [{ request_id: requestId, after_update_seq: afterSeq }];
  });
  return { resume, cancel: idsOf('cancel'), resend: idsOf('resend'), forget: idsOf('forget') };
};
