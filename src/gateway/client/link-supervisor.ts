import type { Drain, Registered } from '../../protocol/hub-messages.js';
import { MAX_TIMER_MS } from '../../protocol/limits.js';
import { AnswerDelivery } from './answer-delivery.js';
import type { ResolvedOptions } from './client-options.js';
import type { ConnectionEnd } from './connection.js';
import { FinalAnswers } from './final-answers.js';
import { HubBlobs } from './hub-blobs.js';
import { Inbound } from './inbound.js';
import type { GatewayLinkError } from './link-error.js';
import type { LinkEmitter } from './link-events.js';
import type { CustomMessageData } from './link-handlers.js';
import { LinkKeeper } from './link-keeper.js';
import type { LinkEvents } from './link-status.js';
import type { OpenLink } from './open-link.js';
import { Pulse } from './pulse.js';
import { buildRegistration } from './registration.js';
import { safeUrl } from './safe-url.js';
import { TokenRenewal } from './token-renewal.js';
import { WorkDesk } from './work-desk.js';
import { stackOf } from './workflow-work.js';

/** A hub that goes away is left within this time, spread so that not all of its nodes come back at once. */
const MAX_DRAIN_WAIT_MS = 5000;
/** A hub that has not named its terms by then is served as one of the seed, until it names them after all. */
const TERMS_GRACE_MS = 1000;
/** A hub that is silent about terms for this long besides has none. */
const SEED_CERTAIN_MS = 30_000;

/** Who listens to a link. */
export interface LinkAudience {
  readonly events: LinkEmitter<LinkEvents>;
  readonly custom: LinkEmitter<Record<string, CustomMessageData>>;
  ended(error: GatewayLinkError | null): void;
}

/** Joins the connection, the heartbeats and the work of one client, and owns the timers between them. */
export class LinkSupervisor {
  readonly desk: WorkDesk;
  readonly pulse: Pulse;
  readonly keeper: LinkKeeper;
  readonly blobs: HubBlobs;
  /** True while the node takes no new workflows. */
  isDraining = false;
  /** The last connection that was open, also when it is gone. */
  lastLink: OpenLink | null = null;
  private readonly inbound: Inbound;
  private readonly renewal: TokenRenewal;
  private leaseTimer: NodeJS.Timeout | null = null;
  private drainTimer: NodeJS.Timeout | null = null;
  private termsTimer: NodeJS.Timeout | null = null;

  constructor(
    private readonly options: ResolvedOptions,
    url: URL,
    private readonly audience: LinkAudience,
  ) {
    const { handlers, logger, outbox, contents } = options;
    this.blobs = new HubBlobs(url, options.authToken, options.tls);
    const link = (): OpenLink | null => this.keeper.activeLink;
    const isDraining = (): boolean => this.isDraining;
    const answers = new FinalAnswers(outbox, logger, link, new AnswerDelivery({ blobs: this.blobs, contents, logger }));
    this.desk = new WorkDesk({ handlers, answers, logger, link, isDraining });
    this.pulse = new Pulse(options, answers, { runningCount: () => this.desk.runningCount, isDraining });
    this.inbound = this.makeInbound();
    this.keeper = this.makeKeeper(url);
    this.renewal = new TokenRenewal(options, this.keeper);
  }

  private makeInbound(): Inbound {
    const { events } = this.audience;
    return new Inbound({
      desk: this.desk,
      seen: (message, link) => {
        this.noteEarlyWork(message.type, link);
        events.emit('message', message);
      },
      registered: (terms, link) => this.accepted(link, terms),
      drain: (message, link) => this.leaveHub(message, link),
      tokenRotated: (message, link) => void this.renewal.take(message, link),
      custom: (message) => this.takeCustom(message),
      problem: (message) => {
        this.options.logger.warn('the hub reports a problem', { node_id: this.options.nodeId, problem: message });
        events.emit('problem', { message });
      },
    });
  }

  private makeKeeper(url: URL): LinkKeeper {
    return new LinkKeeper(url, this.options, {
      opened: (link) => void this.register(link),
      frame: (decoded, link) => this.inbound.take(decoded, link),
      heard: (kind) => this.pulse.heard(kind),
      lost: (end, retryInMs) => this.lost(end, retryInMs),
      stateChanged: (state, previous) => this.audience.events.emit('state', { state, previous }),
      ended: (error) => this.end(error),
    });
  }

  private async register(link: OpenLink): Promise<void> {
    this.lastLink = link;
    try {
      const mode = link.mayHaveTerms ? 'v1' : 'seed';
      const inflight = mode === 'v1' ? await this.desk.inflight() : [];
      const { isDraining } = this;
      const oversize = link.sendRegistration(buildRegistration(this.options, mode, { inflight, isDraining }));
      if (oversize !== null) {
        link.terminate(`the registration has ${oversize.bytes} bytes, more than the hub takes`);
      } else if (mode === 'v1') {
        this.awaitTerms(link);
      } else {
        this.accepted(link, null);
      }
    } catch (error) {
      this.options.logger.warn('the node could not register', { error: stackOf(error) });
      link.terminate('the registration could not be made');
    }
  }

  /** Terms may come late, or, from a hub that took the subprotocol without knowing it, never. */
  private awaitTerms(link: OpenLink): void {
    this.termsTimer = setTimeout(() => {
      this.accepted(link, null);
      this.termsTimer = setTimeout(() => link.confirmSeed(), SEED_CERTAIN_MS);
    }, TERMS_GRACE_MS);
  }

  /** Only a hub that knows nothing of terms asks for work before it has named them. */
  private noteEarlyWork(type: string, link: OpenLink): void {
    if (link.terms === null && type.endsWith('_request')) {
      link.confirmSeed();
      if (this.keeper.state === 'registering') {
        this.accepted(link, null);
      }
    }
  }

  private accepted(link: OpenLink, terms: Registered | null): void {
    const isFirst = this.keeper.state === 'registering';
    if (link.terms !== null || (!isFirst && terms === null)) {
      return;
    }
    link.terms = terms;
    this.stopTimers();
    this.keeper.registered(terms);
    if (this.isDraining) {
      this.keeper.drain();
    }
    this.pulse.start(link);
    const { logger, nodeId, url } = this.options;
    logger.info('registered at the hub', { node_id: nodeId, url: safeUrl(url), mode: link.mode });
    this.audience.events.emit('registered', terms);
    void this.resumeWork(link, terms);
  }

  private async resumeWork(link: OpenLink, terms: Registered | null): Promise<void> {
    try {
      await this.desk.resume(link, terms);
    } catch (error) {
      this.options.logger.warn('work could not be taken up again', { error: stackOf(error) });
      link.terminate('the outbox can not be read');
    }
  }

  private lost({ closeCode, reason }: ConnectionEnd, retryInMs: number | null): void {
    const { terms } = this.lastLink ?? {};
    this.stopTermsTimer();
    this.pulse.stop();
    this.desk.pause(closeCode);
    if (terms) {
      const leftMs = Math.min(MAX_TIMER_MS, Math.max(0, terms.lease_ms - this.pulse.silentForMs));
      this.leaseTimer ??= setTimeout(() => this.desk.endLease(), leftMs);
    }
    const { logger, nodeId, url } = this.options;
    const fields = { close_code: closeCode, reason, retry_in_ms: retryInMs };
    logger.info('no connection to the hub', { node_id: nodeId, url: safeUrl(url), ...fields });
    this.audience.events.emit('lost', { closeCode, reason, retryInMs });
  }

  private leaveHub({ deadline_ms: deadlineMs }: Drain, link: OpenLink): void {
    this.audience.events.emit('drain', { deadlineMs });
    this.keeper.drain();
    const waitMs = this.options.reconnect.random() * Math.min(deadlineMs / 2, MAX_DRAIN_WAIT_MS);
    this.drainTimer ??= setTimeout(() => link.close(1000, 'the hub asked the node to come back'), waitMs);
  }

  private takeCustom(message: CustomMessageData): void {
    const { custom } = this.audience;
    if (custom.has(message.type)) {
      custom.emit(message.type, message);
    } else {
      this.options.logger.debug('a message of an unknown type was left alone', { type: message.type.slice(0, 64) });
    }
  }

  private end(error: GatewayLinkError | null): void {
    this.stopTimers();
    this.pulse.stop();
    this.desk.close();
    this.audience.ended(error);
  }

  private stopTermsTimer(): void {
    if (this.termsTimer !== null) {
      clearTimeout(this.termsTimer);
      this.termsTimer = null;
    }
  }

  private stopTimers(): void {
    this.stopTermsTimer();
    [this.leaseTimer, this.drainTimer].forEach((timer) => timer !== null && clearTimeout(timer));
    this.leaseTimer = null;
    this.drainTimer = null;
  }
}
