import { newId } from '../../common/ids.js';
import { isRecord } from '../../common/json.js';
import { readGraph } from '../../engine/graph.js';
import { MAX_FRAME_BYTES } from '../../protocol/limits.js';
import type { FieldProblem } from '../../protocol/protocol-error.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import { isCleanName } from '../clean-text.js';
import { requiredNodeTypes } from './required-node-types.js';
import type { RetryPolicy, RunRow } from './run.entity.js';

/** What a caller asks for. */
export interface RunRequest {
  readonly workflowId: string | null;
  /** The workflow itself, as its author's editor stores it. */
  readonly graph: Readonly<Record<string, unknown>> | null;
  readonly params: Readonly<Record<string, unknown>>;
  readonly userId: string;
  readonly nodeId: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly priority: number;
  readonly timeoutMs: number | null;
  readonly retry: RetryPolicy;
}

/** What a stored run says beyond its request. */
export interface RunOrigin {
  readonly rerunOf: string | null;
  readonly idempotencyKey: string | null;
  readonly requestHash: string | null;
}

/** Room for the fields of a request around graph and parameters, in bytes. */
const ENVELOPE_BYTES = 2_048;
const MAX_LABELS = 64;
const MAX_LABEL_LENGTH = 256;

/**
 * Makes the row of a new run.
 *
 * @throws ProtocolError `INVALID_ARGUMENT` with every wrong field, `TOO_LARGE`
 */
export const newRunRow = (request: RunRequest, origin: RunOrigin, nowMs: number): RunRow => {
  const problems = problemsOf(request);
  if (problems.length > 0) {
    const text = problems.map(({ field, message }) => `${field} ${message}`).join('; ');
    throw new ProtocolError('INVALID_ARGUMENT', `The run is not right: ${text}`, { problems });
  }
  const { graph, params, nodeId, timeoutMs, ...rest } = request;
  const requestBytes = Buffer.byteLength(JSON.stringify({ graph, params })) + ENVELOPE_BYTES;
  if (requestBytes > MAX_FRAME_BYTES) {
    throw new ProtocolError('TOO_LARGE', `Graph and parameters are larger than ${MAX_FRAME_BYTES} bytes`);
  }
  return {
    ...rest,
    ...origin,
    ...BLANK,
    id: newId(nowMs),
    graph,
    params,
    nodeTypes: graph ? requiredNodeTypes(graph) : [],
    requestBytes,
    targetNodeId: nodeId,
    timeoutMs,
    deadlineAt: timeoutMs === null ? null : nowMs + timeoutMs,
    createdAt: nowMs,
  };
};

const BLANK = {
  status: 'queued',
  nodeId: null,
  attempt: 0,
  result: null,
  outputs: null,
  resultRef: null,
  errorCode: null,
  errorMessage: null,
  cancelRequestedAt: null,
  startedAt: null,
  finishedAt: null,
} as const;

const problemsOf = ({ workflowId, graph, userId, nodeId, labels }: RunRequest): readonly FieldProblem[] => [
  ...(workflowId === null && graph === null ? [{ field: 'workflow_id', message: 'or graph must be given' }] : []),
  ...asProblems('workflow_id', nameFaults(workflowId)),
  ...asProblems('user_id', nameFaults(userId)),
  ...asProblems('node_id', nameFaults(nodeId)),
  ...asProblems('labels', labelFaults(labels)),
  ...asProblems('graph', graph ? graphFaults(graph) : []),
];

const asProblems = (field: string, faults: readonly string[]): readonly FieldProblem[] =>
  faults.map((message) => ({ field, message }));

/** What is wrong with an id or a name, completing "user_id …". */
export const nameFaults = (name: unknown): readonly string[] =>
  typeof name === 'string' && !isCleanName(name) ? ['must not hold control characters'] : [];

/** What is wrong with the labels that a run asks for, completing "labels …". */
export const labelFaults = (labels: unknown): readonly string[] => {
  const texts = isRecord(labels) ? Object.entries(labels).flat() : [null];
  const isRight = texts.every((text) => typeof text === 'string' && text.length <= MAX_LABEL_LENGTH);
  return isRight && texts.length <= 2 * MAX_LABELS ? [] : [`must be an object of at most ${MAX_LABELS} texts`];
};

/** What is wrong with a graph's shape; the hub need not know the node types of the machines that run it. */
export const graphFaults = (graph: unknown): readonly string[] =>
  readGraph(graph).problems.map(({ message }) => message);
