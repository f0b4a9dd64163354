import type { CustomMessage } from '../../protocol/encode.js';
import type { WorkflowRequest } from '../../protocol/hub-messages.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import type { GatewayClientOptions, ResolvedOptions } from './client-options.js';
import { resolveOptions } from './client-options.js';
import type { HubBlobs } from './hub-blobs.js';
import { LinkEmitter } from './link-events.js';
import type { CustomHandler, CustomMessageData } from './link-handlers.js';
import type { GatewayLinkError } from './link-error.js';
import type { LinkEvents, LinkStatus } from './link-status.js';
import { LINK_EVENT_NAMES } from './link-status.js';
import { LinkSupervisor } from './link-supervisor.js';
import { safeUrl, socketUrl } from './safe-url.js';
import { stackOf } from './workflow-work.js';

/** Work that is told to stop because the client closes gets this long to say how it ended. */
const CLOSING_GRACE_MS = 1000;
const ONE_DAY_MS = 86_400_000;

/**
 * A node's connection to a hub: registers, keeps the connection alive and makes it again when it breaks, runs the work
 * that the hub asks for through the given handlers, and keeps every final answer until the hub has it.
 *
 * @example
 * const client = new GatewayClient({ url: 'ws://127.0.0.1:8080', authToken: token, handlers: { command: answer } });
 * await client.run();
 */
export class GatewayClient {
  private readonly options: ResolvedOptions;
  private readonly events: LinkEmitter<LinkEvents>;
  private readonly custom: LinkEmitter<Record<string, CustomMessageData>>;
  private readonly link: LinkSupervisor;
  private running: Promise<void> | null = null;
  private closing: Promise<void> | null = null;
  private finish: (error: GatewayLinkError | null) => void = () => undefined;

  /** @throws TypeError when the URL is not one of a hub */
  constructor(options: GatewayClientOptions) {
    const url = socketUrl(options.url);
    this.options = resolveOptions(options);
    const { handlers, logger } = this.options;
    const onFault = (name: string, error: unknown): void =>
      logger.warn('a listener failed', { event: name, error: stackOf(error) });
    this.events = new LinkEmitter(onFault);
    this.custom = new LinkEmitter(onFault);
    Object.entries(handlers.messages ?? {}).forEach(([type, handler]) => this.custom.on(type, handler));
    const ended = (error: GatewayLinkError | null): void => this.finish(error);
    this.link = new LinkSupervisor(this.options, url, { events: this.events, custom: this.custom, ended });
  }

  /**
   * Connects, and stays connected whatever happens to the network or the hub. Resolves after `close()`.
   *
   * @throws GatewayLinkError when the hub refuses this node for good: its token, its name, or its version
   */
  run(): Promise<void> {
    this.running ??= new Promise((resolve, reject) => {
      this.finish = (error) => (error === null ? resolve() : reject(error));
      this.link.keeper.connect();
    });
    return this.running;
  }

  /**
   * Takes up requests that an earlier process of this node had accepted and not answered: they are given to the workflow
   * handler again and listed at registration. To be called before `run()`.
   */
  adopt(requests: readonly WorkflowRequest[]): void {
    for (const request of requests) this.link.desk.adopt(request);
  }

  /** Takes up the connection after `disconnect()`, at once instead of after a pause, or again for work after `drain()`. */
  connect(): void {
    this.link.isDraining = false;
    this.link.keeper.resume();
    this.link.keeper.connect();
    this.link.pulse.beat();
  }

  /** Ends the connection until `connect()`; work in flight goes on. */
  disconnect(): void {
    this.link.keeper.disconnect();
  }

  /**
   * Takes no new workflows and lets the running requests end.
   *
   * @returns true when nothing runs any more, false when the time was over first
   */
  async drain(timeoutMs: number = ONE_DAY_MS): Promise<boolean> {
    this.link.isDraining = true;
    this.link.keeper.drain();
    this.link.pulse.beat();
    return this.link.desk.whenIdle(timeoutMs);
  }

  /**
   * Ends for good: takes no new work, waits for running work up to `graceMs` (default 0), stops the rest, says goodbye.
   * Answers that could not be delivered stay in the outbox.
   */
  close({ graceMs = 0 }: { readonly graceMs?: number } = {}): Promise<void> {
    this.closing ??= this.shutDown(graceMs);
    return this.closing;
  }

  /** Comes back with the present token if that was replaced; work in flight goes on. */
  renewToken(): Promise<void> {
    return this.link.keeper.renew();
  }

  /** Sends one heartbeat now, for owners that set `autoHeartbeat: false`. False when there is no session. */
  beat(): boolean {
    return this.link.pulse.beat();
  }

  /**
   * Sends a message of one's own.
   *
   * @returns false when there is no session; the message is not kept
   * @throws ProtocolError TOO_LARGE when the hub would not take it
   */
  send(message: CustomMessage): boolean {
    const link = this.link.keeper.activeLink;
    const oversize = link?.send(message) ?? null;
    if (oversize !== null) {
      const { bytes, maxBytes } = oversize;
      throw new ProtocolError('TOO_LARGE', `the message has ${bytes} bytes, the hub takes at most ${maxBytes}`);
    }
    return link !== null;
  }

  /** The blobs of the hub, for parameters that name some. */
  get blobs(): HubBlobs {
    return this.link.blobs;
  }

  /** Listens to the link; the answer ends that. */
  on<K extends keyof LinkEvents>(event: K, listener: (payload: LinkEvents[K]) => unknown): () => void;
  /** Handles messages of a type that the protocol doesn't know; the answer ends that. */
  on(type: string, handler: CustomHandler): () => void;
  on(name: string, listener: (payload: never) => unknown): () => void {
    return isLinkEvent(name)
      ? // The first overload has bound the listener's parameter to this event.
        this.events.on(name, listener as (payload: LinkEvents[keyof LinkEvents]) => unknown)
      : this.custom.on(name, (message) => listener(message as never));
  }

  /** How the link is doing. */
  status(): LinkStatus {
    const { keeper, lastLink, pulse, desk, isDraining } = this.link;
    return {
      state: keeper.state,
      since: keeper.since,
      reconnects: keeper.reconnects,
      last_close_code: keeper.lastCloseCode,
      last_error: keeper.lastError,
      session_id: keeper.activeLink?.terms?.session_id ?? null,
      protocol: lastLink?.mode ?? null,
      encoding: lastLink?.encoding ?? null,
      url: safeUrl(this.options.url),
      node_id: this.options.nodeId,
      heartbeat_interval_ms: pulse.intervalMs,
      running: desk.runningCount,
      is_draining: isDraining,
    };
  }

  private async shutDown(graceMs: number): Promise<void> {
    if (graceMs > 0) {
      await this.drain(graceMs);
    }
    this.link.isDraining = true;
    this.link.desk.stopAll(CLOSING_GRACE_MS);
    await this.link.desk.whenIdle(CLOSING_GRACE_MS * 3);
    await this.link.keeper.close();
  }
}

const isLinkEvent = (name: string): name is keyof LinkEvents => Object.hasOwn(LINK_EVENT_NAMES, name);
