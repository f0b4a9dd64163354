import type { Registered } from '../../protocol/hub-messages.js';
import type { LinkState } from './link.state.js';

/** How a link is doing, for people and for the admin API. */
export interface LinkStatus {
  readonly state: LinkState;
  /** Since when it is in this state, epoch milliseconds. */
  readonly since: number;
  /** Connections that were lost and had to be made again. */
  readonly reconnects: number;
  readonly last_close_code: number | null;
  /** Text of the last failure, without credentials. */
  readonly last_error: string | null;
  readonly session_id: string | null;
  /** `seed` when no subprotocol was agreed; null before the first connection. */
  readonly protocol: 'seed' | 'v1' | null;
  readonly encoding: 'json' | 'msgpack' | null;
  /** Address without credentials and query. */
  readonly url: string;
  readonly node_id: string;
  readonly heartbeat_interval_ms: number;
  readonly running: number;
  readonly is_draining: boolean;
}

/** What a client tells its listeners, by name of the event. */
export interface LinkEvents {
  state: { readonly state: LinkState; readonly previous: LinkState };
  /** The session is open: with the hub's terms under version 1, null on a hub that only speaks the seed protocol. */
  registered: Registered | null;
  /** Every message that arrives, before it is acted on. */
  message: { readonly type: string; readonly [field: string]: unknown };
  /** A connection is gone; the next try begins in `retryInMs`, or never when that is null. */
  lost: { readonly closeCode: number | null; readonly reason: string; readonly retryInMs: number | null };
  /** The hub announced that it goes away. */
  drain: { readonly deadlineMs: number };
  /** Something failed that is not the answer to a request. */
  problem: { readonly message: string };
}

/** Names that `on` reads as events of the link and not as message types. */
export const LINK_EVENT_NAMES: Readonly<Record<keyof LinkEvents, true>> = {
  state: true,
  registered: true,
  message: true,
  lost: true,
  drain: true,
  problem: true,
};
