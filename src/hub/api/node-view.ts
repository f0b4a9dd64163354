import type { NodeEntry, NodeErrorNote } from '../directory/node-directory.service.js';
import type { NodeDetailDto, NodeDto } from './node.dto.js';
import { isoTime } from './run-view.js';

/** Shows a machine to callers. */
export const nodeView = (entry: NodeEntry): NodeDto => fieldsOf(entry, entry.session?.node?.nodeTypes?.size ?? null);

/** Shows everything that is known of a machine. */
export const nodeDetailView = (
  entry: NodeEntry,
  nodeTypes: readonly string[] | null,
  errors: readonly NodeErrorNote[],
): NodeDetailDto => ({
  ...fieldsOf(entry, nodeTypes?.length ?? null),
  node_types: nodeTypes,
  errors: errors.map(({ at, error, code }) => ({ at: isoTime(at), error, code })),
  bad_frames: entry.session?.badFrames.total ?? 0,
});

/** The fields without the class, so that they can be spread. */
type NodeFields = { readonly [K in keyof NodeDto]: NodeDto[K] };

const fieldsOf = ({ row, session }: NodeEntry, nodeTypeCount: number | null): NodeFields => ({
  node_id: row.nodeId,
  state: session?.node?.state ?? 'offline',
  state_reason: session?.node?.stateReason ?? null,
  protocol: row.protocol,
  user_id: row.userId,
  capabilities: { ...row.capabilities, programs: row.capabilities.programs ?? null, node_type_count: nodeTypeCount },
  labels: row.labels,
  software: row.software,
  load: session?.node?.load ?? { running: 0, queued: 0, max_concurrent: row.maxConcurrent },
  is_generated_id: row.isGeneratedId,
  instance_id: row.instanceId,
  session_id: session?.id ?? null,
  first_seen: isoTime(row.firstSeenAt),
  connected_since: session ? isoTime(session.connectedAt) : null,
  last_seen: isoTime(session?.heardAt ?? row.lastSeenAt),
});
