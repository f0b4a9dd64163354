import type { Static } from 'typebox';
import Type from 'typebox';

import { anyObject, count, maybe, message, oneOf } from './schema.js';

/** An unfinished or unacknowledged request that a node still holds when it registers. */
export const InflightItem = Type.Object({
  request_id: Type.String({ minLength: 1 }),
  attempt: Type.Integer({ minimum: 1 }),
  state: oneOf(['running', 'settled']),
  last_update_seq: count(),
});
export type InflightItem = Static<typeof InflightItem>;

/** First message of a node: who it is and what it can do. Everything after `metadata` is version 1. */
export const NodeRegistration = message('node_registration', {
  node_id: Type.String({ minLength: 1, maxLength: 256 }),
  capabilities: Type.Object({
    workflow_execution: Type.Boolean(),
    commands: Type.Array(Type.String()),
    node_types: maybe(Type.Array(Type.String())),
    programs: maybe(Type.Array(Type.String())),
  }),
  metadata: maybe(anyObject()),
  protocol: maybe(
    Type.Object({
      version: Type.Integer(),
      min_version: Type.Integer(),
      encodings: maybe(Type.Array(Type.String())),
    }),
  ),
  instance_id: maybe(Type.String({ minLength: 1, maxLength: 256 })),
  software: maybe(Type.Object({ name: Type.String(), version: Type.String() })),
  capacity: maybe(Type.Object({ max_concurrent: Type.Integer({ minimum: 0 }) })),
  labels: maybe(Type.Record(Type.String(), Type.String())),
  status: maybe(Type.String()),
  inflight: maybe(Type.Array(InflightItem)),
});
export type NodeRegistration = Static<typeof NodeRegistration>;

/** Sign of life, with the node's load under version 1. `status`: `active` or `draining`. */
export const Heartbeat = message('heartbeat', {
  node_id: Type.String(),
  status: Type.String(),
  load: maybe(Type.Object({ running: count(), queued: count(), max_concurrent: count() })),
  event_loop_lag_ms: maybe(Type.Number()),
  outbox: maybe(Type.Object({ items: count() })),
});
export type Heartbeat = Static<typeof Heartbeat>;

/** Receipt of a request; `accepted: false` hands it back with a reason. */
export const Ack = message('ack', {
  request_id: Type.String(),
  message: maybe(Type.String()),
  accepted: maybe(Type.Boolean()),
  attempt: maybe(Type.Integer()),
  reason: maybe(Type.String()),
  retry_after_ms: maybe(Type.Number({ minimum: 0 })),
});
export type Ack = Static<typeof Ack>;

/**
 * One step of a running workflow, numbered per request from 1 under version 1. A step that stands for several, because
 * the link was slow, names the first of them in `first_update_seq`; steps that are lost for good are announced by one of
 * type `truncated`.
 */
export const WorkflowUpdate = message('workflow_update', {
  request_id: Type.String(),
  job_id: maybe(Type.String()),
  update_type: Type.String(),
  data: anyObject(),
  attempt: maybe(Type.Integer()),
  update_seq: maybe(count()),
  first_update_seq: maybe(count()),
});
export type WorkflowUpdate = Static<typeof WorkflowUpdate>;

/** A result that was uploaded as a blob of JSON text, because it is too large for a frame's company. */
export const ResultRef = Type.Object({
  /** Place of the blob, relative to the hub. */
  uri: Type.String(),
  sha256: Type.String(),
  bytes: count(),
  content_type: Type.String(),
});
export type ResultRef = Static<typeof ResultRef>;

/** End of a workflow request. The seed's `status` is `completed` or `failed`; version 1 adds `cancelled`. */
export const WorkflowResponse = message('workflow_response', {
  request_id: Type.String(),
  status: Type.String(),
  result: maybe(anyObject()),
  /** In place of `result`, once both sides can. */
  result_ref: maybe(ResultRef),
  error: maybe(Type.String()),
  error_code: maybe(Type.String()),
  job_id: maybe(Type.String()),
  attempt: maybe(Type.Integer()),
  final_update_seq: maybe(count()),
  /** False when nothing of the work was begun; with `UNAVAILABLE` the request goes back to the hub, which may give it to another node. */
  begun: maybe(Type.Boolean()),
});
export type WorkflowResponse = Static<typeof WorkflowResponse>;

/** End of a command request. `status`: `success` or `error`. */
export const CommandResponse = message('command_response', {
  request_id: Type.String(),
  status: Type.String(),
  result: maybe(Type.Unknown()),
  error: maybe(Type.String()),
  error_code: maybe(Type.String()),
  attempt: maybe(Type.Integer()),
});
export type CommandResponse = Static<typeof CommandResponse>;

/** What a node does about a cancel: it stops the work, doesn't know it, or had already ended it. */
export const CancelAck = message('cancel_ack', {
  request_id: Type.String(),
  state: oneOf(['stopping', 'not_found', 'already_done']),
});
export type CancelAck = Static<typeof CancelAck>;
