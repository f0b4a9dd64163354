import type { ProtocolMode } from '../session/node-facts.js';
import type { RunDemand } from './choose-node.js';
import type { RunAttemptRow } from './run-attempt.entity.js';
import type { RetryPolicy, RunRow } from './run.entity.js';
import type { RunStatus } from './run.state.js';

/** The newest try of a run, while its outcome is open. */
export interface OpenAttempt {
  readonly nodeId: string;
  readonly instanceId: string | null;
  readonly mode: ProtocolMode;
  readonly requestId: string;
  /** False until the request was handed to the socket. */
  isSent: boolean;
  /** True once the node has said that it took the work, in whatever way. */
  isAccepted: boolean;
  jobId: string | null;
  /** Greatest number of an update that was taken in. */
  lastUpdateSeq: number;
  /** Last word of the node before it went away, by the hub's clock; it counts while the node is absent. */
  heardMs: number;
  /** Moment by the hub's clock at which the answer of a returned seed node isn't waited for any longer. */
  patienceEndsMs: number | null;
}

/** What is kept in memory of a run that isn't over. Only `RunLifecycle` changes its status. */
export interface OpenRun {
  readonly id: string;
  readonly workflowId: string | null;
  readonly userId: string;
  readonly priority: number;
  readonly retry: RetryPolicy;
  readonly deadlineAt: number | null;
  readonly targetNodeId: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly nodeTypes: readonly string[];
  readonly requestBytes: number;
  status: RunStatus;
  /** Number of the newest attempt. */
  attempt: number;
  current: OpenAttempt | null;
  cancelRequestedAt: number | null;
  /** Nodes that refused the run, and until when that holds. */
  readonly refusals: Map<string, { readonly text: string; readonly untilMs: number }>;
  /** Attempts whose node went away with them. */
  lossCount: number;
  /** Number of the newest event. */
  lastSeq: number;
  isTruncated: boolean;
  /** Changes of one run follow one another. */
  lane: Promise<unknown>;
}

/** Makes the memory of a run from its row. */
export const openRunOf = (row: RunRow, current: OpenAttempt | null, lastSeq: number, lossCount = 0): OpenRun => ({
  id: row.id,
  workflowId: row.workflowId,
  userId: row.userId,
  priority: row.priority,
  retry: row.retry,
  deadlineAt: row.deadlineAt,
  targetNodeId: row.targetNodeId,
  labels: row.labels,
  nodeTypes: row.nodeTypes,
  requestBytes: row.requestBytes,
  status: row.status,
  attempt: row.attempt,
  current,
  cancelRequestedAt: row.cancelRequestedAt,
  refusals: new Map(),
  lossCount,
  lastSeq,
  isTruncated: false,
  lane: Promise.resolve(),
});

/** Makes the memory of an attempt that an earlier process of this hub began. */
export const adoptedAttemptOf = (
  row: RunAttemptRow,
  requestId: string,
  lastUpdateSeq: number,
  nowMs: number,
): OpenAttempt => ({
  nodeId: row.nodeId,
  instanceId: row.instanceId,
  mode: row.protocol,
  requestId,
  isSent: true,
  isAccepted: row.acceptedAt !== null,
  jobId: row.jobId,
  lastUpdateSeq,
  heardMs: nowMs,
  patienceEndsMs: null,
});

const NO_REFUSALS: ReadonlyMap<string, string> = new Map();

/** What the scheduler must know of a run at a moment of the wall clock. */
export const demandOf = (run: OpenRun, nowMs: number): RunDemand => ({
  userId: run.userId,
  targetNodeId: run.targetNodeId,
  labels: run.labels,
  nodeTypes: run.nodeTypes,
  requestBytes: run.requestBytes,
  refusals:
    run.refusals.size === 0
      ? NO_REFUSALS
      : new Map([...run.refusals].filter(([, { untilMs }]) => untilMs > nowMs).map(([id, { text }]) => [id, text])),
});
