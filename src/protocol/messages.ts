import type { TObject } from 'typebox';

import { Compressed, ErrorMessage } from './common-messages.js';
import {
  CancelRequest,
  CommandRequest,
  Drain,
  HeartbeatAck,
  Registered,
  ResponseAck,
  TokenRotated,
  WorkflowRequest,
} from './hub-messages.js';
import {
  Ack,
  CancelAck,
  CommandResponse,
  Heartbeat,
  NodeRegistration,
  WorkflowResponse,
  WorkflowUpdate,
} from './node-messages.js';

/** Schemas of what only a node sends, by `type`. */
export const NODE_MESSAGES = {
  node_registration: NodeRegistration,
  heartbeat: Heartbeat,
  ack: Ack,
  workflow_update: WorkflowUpdate,
  workflow_response: WorkflowResponse,
  command_response: CommandResponse,
  cancel_ack: CancelAck,
} as const satisfies Record<string, TObject>;

/** Schemas of what only a hub sends, by `type`. */
export const HUB_MESSAGES = {
  registered: Registered,
  workflow_request: WorkflowRequest,
  command_request: CommandRequest,
  response_ack: ResponseAck,
  cancel_request: CancelRequest,
  drain: Drain,
  token_rotated: TokenRotated,
  heartbeat_ack: HeartbeatAck,
} as const satisfies Record<string, TObject>;

/** Schemas of what both sides send, by `type`. */
export const COMMON_MESSAGES = { error: ErrorMessage, compressed: Compressed } as const satisfies Record<
  string,
  TObject
>;

/** Schema of every message of the protocol, by `type`. */
export const MESSAGES = { ...NODE_MESSAGES, ...HUB_MESSAGES, ...COMMON_MESSAGES } as const satisfies Record<
  string,
  TObject
>;

/** A message that a node sends; `compressed` is undone by the decoder and never seen by its caller. */
export type NodeMessage =
  NodeRegistration | Heartbeat | Ack | WorkflowUpdate | WorkflowResponse | CommandResponse | CancelAck | ErrorMessage;

/** A message that a hub sends. */
export type HubMessage =
  | Registered
  | WorkflowRequest
  | CommandRequest
  | ResponseAck
  | CancelRequest
  | Drain
  | TokenRotated
  | HeartbeatAck
  | ErrorMessage;

/** Any message of the protocol. */
export type Message = NodeMessage | HubMessage;

/** The `type` of a message of the protocol. */
export type MessageType = Message['type'];

/** Tells whether a message is one that nodes send, so that a hub may act on it. */
export const isNodeMessage = (message: Message): message is NodeMessage =>
  Object.hasOwn(NODE_MESSAGES, message.type) || message.type === 'error';

/** Tells whether a message is one that hubs send, so that a node may act on it. */
export const isHubMessage = (message: Message): message is HubMessage =>
  Object.hasOwn(HUB_MESSAGES, message.type) || message.type === 'error';
