import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';

import { CommandRelay } from './command/command-relay.service.js';
import { WorkPathProbe } from './command/work-path-probe.service.js';
import { NodeDirectory } from './directory/node-directory.service.js';
import { HubClock } from './hub-clock.js';
import { HubSettings } from './hub-settings.js';
import { RunCanceller } from './run/run-canceller.service.js';
import { RunDispatcher } from './run/run-dispatcher.service.js';
import { RunFeed } from './run/run-feed.js';
import { RunJournal } from './run/run-journal.js';
import { RunLifecycle } from './run/run-lifecycle.service.js';
import { RunRecovery } from './run/run-recovery.service.js';
import { SessionRegistry } from './session/session-registry.js';
import { SessionsService } from './session/sessions.service.js';
import { SocketAdmission } from './socket/socket-admission.service.js';

const SWEEP = 'hub-sweep';
const TIDY = 'hub-tidy';
const TIDY_MS = 600_000;
/** Lateness of a sweep that counts as a pause of this process. */
const PAUSE_MS = 250;

/** The runs' side of a hub that starts and stops. */
@Injectable()
export class HubRunParts {
  constructor(
    readonly dispatcher: RunDispatcher,
    readonly lifecycle: RunLifecycle,
    readonly recovery: RunRecovery,
    readonly canceller: RunCanceller,
    readonly journal: RunJournal,
    readonly feed: RunFeed,
  ) {}
}

/** The nodes' side of a hub that starts and stops. */
@Injectable()
export class HubNodeParts {
  constructor(
    readonly admission: SocketAdmission,
    readonly sessions: SessionsService,
    readonly registry: SessionRegistry,
    readonly relay: CommandRelay,
    readonly directory: NodeDirectory,
    readonly probe: WorkPathProbe,
  ) {}
}

/** Starts a hub's sweeps and stops the hub: no new work, nodes told to leave, everything written, sockets closed. */
@Injectable()
export class HubLifetime implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(HubLifetime.name);
  private sweptMs = performance.now();
  private isTidying = false;

  constructor(
    private readonly runs: HubRunParts,
    private readonly nodes: HubNodeParts,
    private readonly clock: HubClock,
    private readonly settings: HubSettings,
    private readonly scheduler: SchedulerRegistry,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.runs.recovery.adopt();
    this.sweptMs = performance.now();
    this.scheduler.addInterval(
      SWEEP,
      setInterval(() => this.sweep(), this.settings.sweepMs),
    );
    this.scheduler.addInterval(
      TIDY,
      setInterval(() => void this.tidy(), TIDY_MS),
    );
  }

  /** Takes no new runs and gives none out; what runs goes on. */
  stopIntake(): void {
    this.runs.dispatcher.stop();
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const name of [SWEEP, TIDY])
      if (this.scheduler.doesExist('interval', name)) this.scheduler.deleteInterval(name);
    const { lifecycle, journal, feed } = this.runs;
    const { admission, sessions, registry, relay, directory } = this.nodes;
    admission.close();
    this.stopIntake();
    relay.close();
    if (registry.nodeCount > 0) {
      await sessions.announceDrain(this.settings.drainMs, 'the hub is stopping');
      await this.waitForNodes();
    }
    sessions.closeAll();
    await lifecycle.idle();
    await journal.flush();
    await directory.idle();
    feed.close();
  }

  /** One pass over everything that has a deadline; synchronous, so that two can't overlap. */
  private sweep(): void {
    const nowMs = performance.now();
    const pauseMs = nowMs - this.sweptMs - this.settings.sweepMs;
    this.sweptMs = nowMs;
    if (pauseMs > PAUSE_MS) {
      this.clock.forgive(pauseMs);
      this.logger.warn('the event loop was blocked', { pause_ms: Math.round(pauseMs) });
    }
    this.nodes.sessions.sweep();
    this.runs.recovery.sweep();
    this.runs.canceller.sweep();
    this.nodes.relay.sweep();
    this.nodes.probe.sweep();
    this.runs.dispatcher.wake();
  }

  private async tidy(): Promise<void> {
    if (this.isTidying) return;
    this.isTidying = true;
    try {
      await this.nodes.directory.tidy(Date.now());
    } catch (error) {
      this.logger.error('the node directory could not be tidied', error);
    } finally {
      this.isTidying = false;
    }
  }

  /** Results that are on their way still get in. */
  private async waitForNodes(): Promise<void> {
    const endMs = performance.now() + this.settings.drainMs;
    while (this.nodes.registry.nodeCount > 0 && performance.now() < endMs) {
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
    }
  }
}
