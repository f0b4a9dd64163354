import { MAX_TIMER_MS } from '../../protocol/limits.js';
import type { ResolvedOptions } from './client-options.js';
import type { FinalAnswers } from './final-answers.js';
import { Liveness } from './liveness.js';
import { LoopLag } from './loop-lag.js';
import type { OpenLink } from './open-link.js';
import { buildHeartbeat } from './registration.js';

/** Heartbeats of a hub that names no interval. */
const DEFAULT_INTERVAL_MS = 30_000;
const MISSED_INTERVALS = 3;
/** A shorter interval, whoever asks for it, would only flood the link. */
const MIN_INTERVAL_MS = 10;

/** Sends the heartbeats of a link, and watches whether the hub still lives. */
export class Pulse {
  private readonly lag = new LoopLag();
  private liveness: Liveness | null = null;
  private timer: NodeJS.Timeout | null = null;
  private link: OpenLink | null = null;

  constructor(
    private readonly options: ResolvedOptions,
    private readonly answers: FinalAnswers,
    private readonly work: { readonly runningCount: () => number; readonly isDraining: () => boolean },
  ) {}

  /** Milliseconds between heartbeats: the hub's, unless the user wants them more often. */
  get intervalMs(): number {
    const own = this.options.heartbeatIntervalMs;
    const hub = this.link?.terms?.heartbeat.interval_ms;
    const wanted = hub === undefined ? (own ?? DEFAULT_INTERVAL_MS) : Math.min(own ?? hub, hub);
    return Math.min(MAX_TIMER_MS, Math.max(MIN_INTERVAL_MS, wanted));
  }

  /** Begins with a new session; the first heartbeat goes out at once. */
  start(link: OpenLink): void {
    this.stop();
    this.link = link;
    this.liveness = new Liveness(Date.now, link.mode === 'v1');
    this.lag.start();
    if (this.options.autoHeartbeat) {
      this.timer = setInterval(() => this.beat(), this.intervalMs);
    }
    this.beat();
  }

  /** The session is over. */
  stop(): void {
    if (this.timer !== null) {
      clearInterval(this.timer);
      this.timer = null;
    }
    this.lag.stop();
    this.link = null;
  }

  /** A sign of life of the hub. */
  heard(kind: 'frame' | 'ping' | 'pong'): void {
    this.liveness?.heard(kind);
  }

  /** Milliseconds since the hub was last heard, over all connections. */
  get silentForMs(): number {
    return this.liveness?.silentForMs ?? 0;
  }

  /** Sends one heartbeat; false when there is no session, or the hub turns out to be gone. */
  beat(): boolean {
    const { link } = this;
    if (link === null || this.liveness === null) {
      return false;
    }
    const timeoutMs = link.terms?.heartbeat.timeout_ms ?? this.intervalMs * MISSED_INTERVALS;
    if (this.liveness.isSilent(timeoutMs, this.intervalMs)) {
      link.terminate('the hub has been silent for too long');
      return false;
    }
    this.send(link);
    this.answers.expireCommands(Date.now());
    return true;
  }

  private send(link: OpenLink): void {
    const { nodeId, handlers, maxConcurrent } = this.options;
    link.send(
      buildHeartbeat(nodeId, link.mode, {
        running: this.work.runningCount(),
        queued: handlers.queuedCount?.() ?? 0,
        maxConcurrent,
        loopLagMs: this.lag.takeMs(),
        outboxItems: this.answers.count,
        isDraining: this.work.isDraining(),
      }),
    );
    if (link.mode === 'seed') {
      link.ping();
    }
  }
}
