/** What a WebSocket close code of this protocol tells the node. */
export interface CloseCodeFacts {
  readonly code: number;
  /** Reason text that travels with the code: at most 123 bytes. */
  readonly reason: string;
  /** True when the node must not come back by itself. */
  readonly isTerminal: boolean;
}

/** Close codes of version 1: 4000–4499 ask the node to come back, 4500–4999 to stop. */
export const CLOSE_CODES = {
  heartbeatTimeout: { code: 4000, reason: 'no frame arrived in time', isTerminal: false },
  slowConsumer: { code: 4008, reason: 'the reader is too slow', isTerminal: false },
  drain: { code: 4009, reason: 'the hub is going away, come back soon', isTerminal: false },
  overloaded: { code: 4010, reason: 'overloaded or too many bad frames', isTerminal: false },
  registrationTimeout: { code: 4408, reason: 'no registration arrived in time', isTerminal: false },
  tokenInvalid: { code: 4501, reason: 'the token is not valid', isTerminal: true },
  tokenRevoked: { code: 4503, reason: 'the token was revoked', isTerminal: true },
  protocolUnsupported: { code: 4505, reason: 'no common protocol version', isTerminal: true },
  replaced: { code: 4509, reason: 'replaced by a newer connection of the same instance', isTerminal: true },
  nodeIdInUse: { code: 4510, reason: 'this node_id is in use by another running instance', isTerminal: true },
} as const satisfies Record<string, CloseCodeFacts>;

/** Name of a close code in the closed table. */
export type CloseCodeName = keyof typeof CLOSE_CODES;

/** Tells whether a node that was closed with this code must stay away. */
export const isTerminalCloseCode = (code: number): boolean => code >= 4500 && code <= 4999;
