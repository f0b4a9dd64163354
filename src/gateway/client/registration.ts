import type {
  CommandResponse,
  Heartbeat,
  InflightItem,
  NodeRegistration,
  WorkflowResponse,
} from '../../protocol/node-messages.js';
import { PROTOCOL_VERSION } from '../../protocol/limits.js';
import { nowTimestamp } from '../../protocol/timestamps.js';
import type { ResolvedOptions } from './client-options.js';
import type { OutboxItem } from './outbox.js';

/** Protocol that a connection speaks. */
export type LinkMode = 'seed' | 'v1';

/** First message of a connection. A seed hub gets the seed's fields and nothing else. */
export const buildRegistration = (
  options: ResolvedOptions,
  mode: LinkMode,
  { inflight, isDraining }: { readonly inflight: readonly InflightItem[]; readonly isDraining: boolean },
): NodeRegistration => {
  const { workflow_execution, commands, node_types, programs } = options.capabilities();
  const seed = {
    type: 'node_registration' as const,
    node_id: options.nodeId,
    capabilities: { workflow_execution, commands: [...commands] },
    metadata: { user_id: options.userId },
    timestamp: nowTimestamp(),
  };
  if (mode === 'seed') {
    return seed;
  }
  return {
    ...seed,
    capabilities: {
      ...seed.capabilities,
      ...(node_types === undefined ? {} : { node_types: [...node_types] }),
      ...(programs === undefined ? {} : { programs: [...programs] }),
    },
    protocol: { version: PROTOCOL_VERSION, min_version: PROTOCOL_VERSION, encodings: [...options.encodings] },
    instance_id: options.instanceId,
    software: options.software,
    capacity: { max_concurrent: options.maxConcurrent },
    labels: { ...options.labels },
    status: isDraining ? 'draining' : 'active',
    inflight: [...inflight],
  };
};

/** What a heartbeat tells about the node, besides that it lives. */
export interface NodeLoad {
  readonly running: number;
  readonly queued: number;
  readonly maxConcurrent: number;
  readonly loopLagMs: number;
  readonly outboxItems: number;
  readonly isDraining: boolean;
}

/** A sign of life; a seed hub gets the seed's fields only. */
export const buildHeartbeat = (nodeId: string, mode: LinkMode, load: NodeLoad): Heartbeat => {
  const seed: Heartbeat = {
    type: 'heartbeat',
    node_id: nodeId,
    status: load.isDraining ? 'draining' : 'active',
    timestamp: nowTimestamp(),
  };
  if (mode === 'seed') {
    return seed;
  }
  return {
    ...seed,
    load: { running: load.running, queued: load.queued, max_concurrent: load.maxConcurrent },
    event_loop_lag_ms: load.loopLagMs,
    outbox: { items: load.outboxItems },
  };
};

/** How a finished request whose answer has no receipt yet is listed at registration. */
export const settledItem = ({ requestId, attempt, message }: OutboxItem): InflightItem => ({
  request_id: requestId,
  attempt,
  state: 'settled',
  last_update_seq: finalUpdateSeq(message),
});

/** Number of the last update of an answered request. */
export const finalUpdateSeq = (message: WorkflowResponse | CommandResponse): number =>
  message.type === 'workflow_response' ? (message.final_update_seq ?? 0) : 0;
