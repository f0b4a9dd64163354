import type { Static } from 'typebox';
import Type from 'typebox';

import { anyObject, count, maybe, message, oneOf } from './schema.js';

/** Answer to a version 1 registration: the terms of the session and what to do with work in flight. */
export const Registered = message('registered', {
  node_id: Type.String(),
  session_id: Type.String(),
  protocol: Type.Integer(),
  heartbeat: Type.Object({ interval_ms: Type.Integer({ minimum: 1 }), timeout_ms: Type.Integer({ minimum: 1 }) }),
  lease_ms: Type.Integer({ minimum: 1 }),
  limits: Type.Object({
    max_frame_bytes: Type.Integer(),
    inline_result_bytes: Type.Integer(),
    /** Largest blob in bytes; absent on a hub that takes none. */
    blob_bytes: maybe(Type.Integer({ minimum: 1 })),
  }),
  reconnect: Type.Object({ first_window_ms: Type.Integer(), cap_ms: Type.Integer() }),
  reconcile: Type.Object({
    resume: Type.Array(Type.Object({ request_id: Type.String(), after_update_seq: count() })),
    cancel: Type.Array(Type.String()),
    resend: Type.Array(Type.String()),
    forget: Type.Array(Type.String()),
  }),
  /** Compressions of single frames that the hub reads. */
  encodings: maybe(Type.Array(Type.String())),
});
export type Registered = Static<typeof Registered>;

/** Asks a node to run a workflow, by `workflow_id` or with its `graph` inline. */
export const WorkflowRequest = message('workflow_request', {
  request_id: Type.String({ minLength: 1 }),
  workflow_id: maybe(Type.String()),
  graph: maybe(anyObject()),
  params: maybe(anyObject()),
  user_id: maybe(Type.String()),
  attempt: maybe(Type.Integer({ minimum: 1 })),
  deadline_ms: maybe(Type.Number({ minimum: 0 })),
  priority: maybe(Type.Integer()),
  on_disconnect: maybe(oneOf(['continue', 'cancel'])),
  stream: maybe(
    Type.Object({
      mode: oneOf(['all', 'coalesced', 'none']),
      max_rate_hz: maybe(Type.Number({ exclusiveMinimum: 0 })),
    }),
  ),
});
export type WorkflowRequest = Static<typeof WorkflowRequest>;

/** Asks a node to execute a command. */
export const CommandRequest = message('command_request', {
  request_id: Type.String({ minLength: 1 }),
  command: Type.String({ minLength: 1 }),
  args: maybe(anyObject()),
  user_id: maybe(Type.String()),
  attempt: maybe(Type.Integer({ minimum: 1 })),
  deadline_ms: maybe(Type.Number({ minimum: 0 })),
});
export type CommandRequest = Static<typeof CommandRequest>;

/** Receipt of a final answer, sent only after the hub committed it: the node may drop its copy. */
export const ResponseAck = message('response_ack', {
  request_id: Type.String(),
  attempt: maybe(Type.Integer()),
  disposition: oneOf(['accepted', 'late', 'ignored']),
});
export type ResponseAck = Static<typeof ResponseAck>;

/** Asks a node to stop a request: politely for `grace_ms`, then by force. */
export const CancelRequest = message('cancel_request', {
  request_id: Type.String(),
  reason: maybe(Type.String()),
  grace_ms: maybe(Type.Number({ minimum: 0 })),
});
export type CancelRequest = Static<typeof CancelRequest>;

/** Announces that the hub goes away: the node should reconnect within `deadline_ms`. */
export const Drain = message('drain', {
  deadline_ms: Type.Number({ minimum: 0 }),
  reason: maybe(Type.String()),
});
export type Drain = Static<typeof Drain>;

/**
 * Brings a version 1 node the new text of its token. A node that can keep it comes back with it; the old text is taken for
 * `old_valid_ms` besides.
 */
export const TokenRotated = message('token_rotated', {
  /** Visible ASCII characters without spaces, at most 512. */
  token: Type.String({ minLength: 1 }),
  old_valid_ms: Type.Number({ minimum: 0 }),
});
export type TokenRotated = Static<typeof TokenRotated>;

/** Answer to a version 1 heartbeat. */
export const HeartbeatAck = message('heartbeat_ack', { server_time: Type.String() });
export type HeartbeatAck = Static<typeof HeartbeatAck>;
