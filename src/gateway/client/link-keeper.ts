import type { DecodedFrame } from '../../protocol/decode.js';
import type { Registered } from '../../protocol/hub-messages.js';
import type { ResolvedOptions } from './client-options.js';
import type { ConnectionEnd } from './connection.js';
import { Connection } from './connection.js';
import { GatewayLinkError } from './link-error.js';
import type { LinkTls } from './link-tls.js';
import type { LinkEvent } from './link.state.js';
import { LinkState, nextLinkState } from './link.state.js';
import { OpenLink } from './open-link.js';
import { isAboutToken, RetryPlan, terminalError } from './reconnect.js';

/** Who acts on what happens to the link. */
export interface LinkOwner {
  /** The socket is open: time to register. */
  opened(link: OpenLink): void;
  frame(decoded: DecodedFrame, link: OpenLink): void;
  heard(kind: 'frame' | 'ping' | 'pong'): void;
  /** A connection is gone, or did not come about; `retryInMs` is null when there will be no other by itself. */
  lost(end: ConnectionEnd, retryInMs: number | null): void;
  stateChanged(state: LinkState, previous: LinkState): void;
  /** The link is closed for good; an error says that the hub wanted that. */
  ended(error: GatewayLinkError | null): void;
}

/** Keeps one connection to the hub: makes it, makes it again when it breaks, and knows when to stop. */
export class LinkKeeper {
  since = Date.now();
  reconnects = 0;
  lastCloseCode: number | null = null;
  lastError: string | null = null;
  private current: LinkState = LinkState.idle;
  private connection: Connection | null = null;
  private openLink: OpenLink | null = null;
  /** Counts connections, so that late news of an old one is told apart. */
  private epoch = 0;
  private usedToken: string | null = null;
  private timer: NodeJS.Timeout | null = null;
  private readonly retries: RetryPlan;

  constructor(
    private readonly url: URL,
    private readonly options: ResolvedOptions,
    private readonly owner: LinkOwner,
  ) {
    this.retries = new RetryPlan(options.reconnect, Date.now);
  }

  get state(): LinkState {
    return this.current;
  }

  /** The connection over which work may be reported: it is registered and not lost. */
  get activeLink(): OpenLink | null {
    return this.current === 'ready' || this.current === 'draining' ? this.openLink : null;
  }

  /** Connects now, if there is no connection and the link is not closed. */
  connect(): void {
    if (this.apply('connect')) {
      void this.dial();
    }
  }

  /** The hub has taken the registration: on these terms, or silently. */
  registered(terms: Registered | null): void {
    if (terms !== null) {
      this.retries.setWindow(terms.reconnect.first_window_ms, terms.reconnect.cap_ms);
    }
    if (this.apply('registered')) {
      this.retries.ready();
    }
  }

  /** Comes back with the token that is good now, if that is another one than the connection was made with. */
  async renew(): Promise<void> {
    const { openLink } = this;
    const token = await this.options.authToken().catch(() => null);
    const isNew = token !== null && token !== this.usedToken;
    if (isNew && openLink !== null && openLink === this.openLink)
      openLink.close(NORMAL_CLOSURE, 'the token was rotated');
  }

  drain(): void {
    this.apply('drain');
  }

  resume(): void {
    this.apply('resume');
  }

  /** Ends the connection until `connect` is called. */
  disconnect(): void {
    if (this.apply('disconnect')) {
      void this.drop('disconnected on request');
    }
  }

  /** Ends for good. */
  async close(): Promise<void> {
    if (this.apply('close')) {
      await this.drop('the node is closing');
      this.owner.ended(null);
    }
  }

  private apply(event: LinkEvent): boolean {
    const previous = this.current;
    this.current = nextLinkState(previous, event);
    if (this.current === previous) {
      return false;
    }
    this.since = Date.now();
    this.owner.stateChanged(this.current, previous);
    return true;
  }

  private async dial(): Promise<void> {
    this.stopTimer();
    const epoch = ++this.epoch;
    const token = await this.orFail(epoch, 'the token', this.options.authToken);
    const tls = token && (await this.orFail(epoch, 'the files of TLS', this.options.tls));
    if (!token || !tls) return;
    this.usedToken = token.value;
    if (epoch === this.epoch && this.current === 'connecting') {
      this.open(epoch, tls.value);
    }
  }

  /** Reads what a try needs; null when that failed, which ends the try. */
  private async orFail<T>(epoch: number, what: string, read: () => Promise<T>): Promise<{ readonly value: T } | null> {
    try {
      return { value: await read() };
    } catch (error) {
      this.failed(epoch, `${what} could not be read: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  }

  private open(epoch: number, tls: LinkTls): void {
    const { subprotocols, connectTimeoutMs: timeoutMs, encodings } = this.options;
    const isCurrent = (): boolean => epoch === this.epoch;
    try {
      const connection: Connection = new Connection(
        { url: this.url, token: this.usedToken, subprotocols, timeoutMs, tls },
        {
          opened: (agreed) => isCurrent() && this.opened(new OpenLink(connection, agreed, encodings)),
          frame: (decoded) => isCurrent() && this.openLink !== null && this.owner.frame(decoded, this.openLink),
          alive: (kind) => isCurrent() && this.owner.heard(kind),
          ended: (end) => void this.lost(epoch, end),
        },
      );
      this.connection = connection;
    } catch (error) {
      this.failed(epoch, error instanceof Error ? error.message : 'the connection could not be made');
    }
  }

  private opened(link: OpenLink): void {
    this.openLink = link;
    if (this.apply('opened')) {
      this.owner.opened(link);
    }
  }

  private failed(epoch: number, reason: string): void {
    void this.lost(epoch, { closeCode: null, reason, refusal: null });
  }

  private async lost(epoch: number, end: ConnectionEnd): Promise<void> {
    if (epoch !== this.epoch) {
      return;
    }
    this.forgetConnection(end);
    const error = terminalError(end);
    const isFinal = error !== null && !(isAboutToken(end) && (await this.hasNewToken()));
    if (epoch !== this.epoch) {
      return;
    }
    if (isFinal) {
      this.owner.lost(end, null);
      this.apply('refused');
      this.owner.ended(error);
      return;
    }
    this.waitAndRetry(end);
  }

  private forgetConnection({ closeCode, reason }: ConnectionEnd): void {
    this.stopTimer();
    this.openLink?.queue.close();
    this.openLink = null;
    this.connection = null;
    this.lastCloseCode = closeCode ?? this.lastCloseCode;
    this.lastError = reason;
  }

  private waitAndRetry(end: ConnectionEnd): void {
    const delayMs = this.retries.delayAfterLoss(end.refusal?.retryAfterMs ?? null);
    if (this.apply('lost')) {
      this.reconnects += 1;
      this.setTimer(delayMs, () => this.apply('retry') && void this.dial());
      this.owner.lost(end, delayMs);
    } else {
      this.owner.lost(end, null);
    }
  }

  /** A token that was rotated since the connection was made deserves another try. */
  private async hasNewToken(): Promise<boolean> {
    try {
      return (await this.options.authToken()) !== this.usedToken;
    } catch {
      return true;
    }
  }

  /** Says goodbye to the present connection; whatever it still reports no longer matters. */
  private async drop(reason: string): Promise<void> {
    const { connection } = this;
    const wasOpen = this.openLink !== null;
    this.epoch += 1;
    this.forgetConnection({ closeCode: wasOpen ? NORMAL_CLOSURE : null, reason, refusal: null });
    this.retries.stopped();
    const isGone = connection?.close(NORMAL_CLOSURE, reason);
    if (wasOpen) {
      this.owner.lost({ closeCode: NORMAL_CLOSURE, reason, refusal: null }, null);
    }
    await isGone;
  }

  private setTimer(ms: number, act: () => void): void {
    this.stopTimer();
    this.timer = setTimeout(act, ms);
  }

  private stopTimer(): void {
    if (this.timer !== null) {
      clearTimeout(this.timer);
      this.timer = null;
    }
  }
}

const NORMAL_CLOSURE = 1000;
