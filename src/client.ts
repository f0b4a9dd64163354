/** Public entry of the package: a node's connection to a hub, for programs without Nest. */
export type {
  Capabilities,
  GatewayClientOptions,
  LinkLogger,
  ReconnectOptions,
} from './gateway/client/client-options.js';
export { GatewayClient } from './gateway/client/gateway-client.js';
export { GatewayLinkError } from './gateway/client/link-error.js';
export type {
  CommandContext,
  CustomHandler,
  CustomMessageData,
  LinkHandlers,
  RefusalReason,
  StoredUpdate,
  WorkflowJob,
  WorkflowOutcome,
} from './gateway/client/link-handlers.js';
export type { LinkTls } from './gateway/client/link-tls.js';
export type { LinkEvents, LinkStatus } from './gateway/client/link-status.js';
export type { LinkState } from './gateway/client/link.state.js';
export type { Outbox, OutboxItem } from './gateway/client/outbox.js';
export { MemoryOutbox } from './gateway/client/outbox.js';
export type { ErrorCode } from './protocol/error-codes.js';
export type { CancelRequest, CommandRequest, Registered, WorkflowRequest } from './protocol/hub-messages.js';
export type { CommandResponse, WorkflowResponse } from './protocol/node-messages.js';
export { ProtocolError } from './protocol/protocol-error.js';
