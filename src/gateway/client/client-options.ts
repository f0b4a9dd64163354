import { randomUUID } from 'node:crypto';

import { COMPRESSIONS } from '../../protocol/compression.js';
import { SUBPROTOCOLS } from '../../protocol/limits.js';
import type { ContentSource } from './content-source.js';
import { NO_CONTENTS } from './content-source.js';
import type { LinkTls } from './link-tls.js';
import type { LinkHandlers } from './link-handlers.js';
import type { Outbox } from './outbox.js';
import { MemoryOutbox } from './outbox.js';

/** What a node says it can do. */
export interface Capabilities {
  readonly workflow_execution: boolean;
  readonly commands: readonly string[];
  readonly node_types?: readonly string[];
  /** Programs of the machine that node types may need. */
  readonly programs?: readonly string[];
}

/** How a lost connection is tried again: full jitter over a window that doubles from `baseMs` to `capMs`. */
export interface ReconnectOptions {
  /** First window in milliseconds, until the hub names one. Default 500. */
  readonly baseMs: number;
  /** Largest window in milliseconds, until the hub names one. Default 30,000. */
  readonly capMs: number;
  /** A connection that was ready for this long resets the window. Default 60,000. */
  readonly stableMs: number;
  /** Source of randomness in `[0, 1)`. Default `Math.random`. */
  readonly random: () => number;
}

/** Where a client writes what happens: a constant message, then facts. */
export interface LinkLogger {
  debug(message: string, fields: Readonly<Record<string, unknown>>): void;
  info(message: string, fields: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
}

/** What a {@link GatewayClient} can be told; only `url` is needed. */
export interface GatewayClientOptions {
  /** Address of the hub: `ws://` or `wss://` (`http://` and `https://` are read as these). */
  readonly url: string;
  /** Name of this node. Default `node-<uuid>`, new for each client. */
  readonly nodeId?: string;
  /** Token, or where to get it: a function is asked before each try, so that a rotated token is picked up. */
  readonly authToken?: string | (() => string | Promise<string>);
  /**
   * Keeps the new text of a token that was rotated, so that `authToken` gives it from then on, or throws. Without it a new
   * text isn't used: the node stays on the old one until that ends.
   */
  readonly saveToken?: (token: string) => Promise<void>;
  /** User in whose name the node registers. Default `1`. */
  readonly userId?: string;
  /** Milliseconds between heartbeats. Default: what the hub asks for, else 30,000. A larger value than the hub's is ignored. */
  readonly heartbeatIntervalMs?: number;
  /** False when the owner calls `beat()` by itself. Default true. */
  readonly autoHeartbeat?: boolean;
  readonly reconnect?: Partial<ReconnectOptions>;
  /** Asked at each registration. Default: workflows if there is a handler for them, and no commands. */
  readonly capabilities?: () => Capabilities;
  readonly labels?: Readonly<Record<string, string>>;
  /** Requests that the node works on at once. Default 4. */
  readonly maxConcurrent?: number;
  readonly software?: { readonly name: string; readonly version: string };
  /** Identity of this process. Default a new uuid. */
  readonly instanceId?: string;
  /** Compressions of single frames to offer. Default `gzip`; an empty list offers none. */
  readonly encodings?: readonly string[];
  /** WebSocket subprotocols to offer, best first. Default MessagePack, then JSON. An empty list speaks the seed protocol. */
  readonly subprotocols?: readonly string[];
  readonly handlers?: LinkHandlers;
  /** Where final answers wait for their receipt. Default in memory. */
  readonly outbox?: Outbox;
  /** Where the bytes are that results name as assets of this node. Default: there are none. */
  readonly contents?: ContentSource;
  readonly logger?: LinkLogger;
  /** Milliseconds that the WebSocket handshake may take. Default 10,000. */
  readonly connectTimeoutMs?: number;
  /** How the hub is checked over TLS, and what this node shows: a function is asked before each try, so that renewed files are picked up. */
  readonly tls?: LinkTls | (() => LinkTls | Promise<LinkTls>);
}

/** Options with every default filled in. */
export type ResolvedOptions = Readonly<
  Required<Omit<GatewayClientOptions, 'authToken' | 'saveToken' | 'reconnect' | 'heartbeatIntervalMs' | 'tls'>>
> & {
  readonly authToken: () => Promise<string | null>;
  readonly saveToken: ((token: string) => Promise<void>) | null;
  readonly tls: () => Promise<LinkTls>;
  readonly heartbeatIntervalMs: number | null;
  readonly reconnect: ReconnectOptions;
};

const SILENT: LinkLogger = { debug: () => undefined, info: () => undefined, warn: () => undefined };
const DEFAULT_RECONNECT: ReconnectOptions = { baseMs: 500, capMs: 30_000, stableMs: 60_000, random: Math.random };

/** Fills in the defaults. */
export const resolveOptions = (options: GatewayClientOptions): ResolvedOptions => ({
  nodeId: `node-${randomUUID()}`,
  userId: '1',
  autoHeartbeat: true,
  capabilities: () => ({ workflow_execution: options.handlers?.workflow !== undefined, commands: [] }),
  labels: {},
  maxConcurrent: 4,
  software: { name: 'nodetool-gateway-client', version: '1' },
  instanceId: randomUUID(),
  encodings: COMPRESSIONS,
  subprotocols: [SUBPROTOCOLS.msgpack, SUBPROTOCOLS.json],
  handlers: {},
  outbox: new MemoryOutbox(),
  contents: NO_CONTENTS,
  logger: SILENT,
  connectTimeoutMs: 10_000,
  ...dropUndefined(options),
  authToken: tokenReader(options.authToken),
  tls: tlsReader(options.tls),
  saveToken: options.saveToken ?? null,
  heartbeatIntervalMs: options.heartbeatIntervalMs ?? null,
  reconnect: { ...DEFAULT_RECONNECT, ...dropUndefined(options.reconnect ?? {}) },
});

/** A field that is given as undefined must not hide its default. */
const dropUndefined = <T extends object>(value: T): T =>
  // Only keys whose value is undefined are left out, and those are optional in T.
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;

const tokenReader = (token: GatewayClientOptions['authToken']) => async (): Promise<string | null> => {
  const text = typeof token === 'function' ? await token() : token;
  return text === undefined || text.trim() === '' ? null : text.trim();
};

const tlsReader = (tls: GatewayClientOptions['tls']) => async (): Promise<LinkTls> =>
  typeof tls === 'function' ? await tls() : (tls ?? {});
