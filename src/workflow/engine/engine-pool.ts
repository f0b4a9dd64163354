import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Inject, Injectable, Logger, Optional } from '@nestjs/common';

import { AppConfig } from '../../config/app-config.js';
import { Machine } from '../../node-registry/machine.js';
import type { ExecutionStrategy } from '../workflow-runner.contract.js';
import type { EngineOrder, EngineRun, HostOptions } from './engine-host.js';
import { EngineHost } from './engine-host.js';
import type { RunWorld } from './engine-messages.js';
import { ENGINE_WORKER_URL } from './engine-worker-url.js';
import { ProcessCarrier } from './process-carrier.js';
import { ThreadCarrier } from './thread-carrier.js';

/**
 * The heap limit of a thread, as a multiple of what a run may fill: V8 ends the whole process when one allocation goes far
 * beyond that limit, so a run is stopped well before it.
 */
const HARD_LIMIT_FACTOR = 3;

/** An order with the kind of place in which it is to run. */
export interface PlacedOrder extends EngineOrder {
  readonly strategy: ExecutionStrategy;
}

/**
 * The places in which graphs run. Threads are made when they are needed, kept for the next job, and replaced when they break;
 * a job that asks for it gets a process of its own.
 */
@Injectable()
export class EnginePool implements OnApplicationBootstrap, OnApplicationShutdown {
  /** Runs at a time. */
  readonly size: number;
  /** Milliseconds that a run may take; 0 = any time. */
  readonly maxRunMs: number;
  private readonly logger = new Logger(EnginePool.name);
  private readonly threads = new Set<EngineHost>();
  private readonly processes = new Set<EngineHost>();
  private readonly world: RunWorld;
  private isClosed = false;

  constructor(
    private readonly config: AppConfig,
    @Inject(ENGINE_WORKER_URL) private readonly url: URL,
    @Optional() machine?: Machine,
  ) {
    const { outbound: mode, outboundAllow: allow } = config;
    this.world = { outbound: { mode, allow }, programs: machine?.programs ?? {} };
    this.size = config.maxConcurrentJobs;
    this.maxRunMs = config.jobTimeoutMs;
  }

  /** One thread is ready before the first job comes: making it takes longer than most jobs. */
  onApplicationBootstrap(): void {
    this.addThread();
  }

  /** Starts a run; its owner never has more than `size` of them at a time. */
  start({ strategy, ...order }: PlacedOrder): EngineRun {
    if (this.isClosed) throw new Error('the engine pool is closed');
    if (strategy === 'subprocess') return this.addProcess().start(order);
    const idle = [...this.threads].find((thread) => thread.isIdle);
    return (idle ?? this.addThread()).start(order);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  /** Ends all threads and processes. */
  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all([...this.threads, ...this.processes].map((host) => host.stop()));
  }

  private addThread(): EngineHost {
    const { url } = this;
    const { jobMemoryLimitMb: maxHeapMb, nodePackages } = this.config;
    const thread = { url, maxHeapMb, hardLimitMb: maxHeapMb * HARD_LIMIT_FACTOR, nodePackages };
    const { world } = this;
    const options: HostOptions = { maxHeapMb, world, carry: (events) => new ThreadCarrier(thread, events) };
    return this.add(this.threads, options, () => {
      if (!this.isClosed) this.logger.warn('engine thread ended', { threads: this.threads.size });
    });
  }

  private addProcess(): EngineHost {
    const { jobMemoryLimitMb: maxHeapMb, nodePackages } = this.config;
    const child = { url: new URL('engine.process.js', this.url), maxHeapMb, nodePackages };
    const { world } = this;
    return this.add(this.processes, { maxHeapMb, world, carry: (events) => new ProcessCarrier(child, events) });
  }

  private add(hosts: Set<EngineHost>, options: HostOptions, onGone?: () => void): EngineHost {
    const host = new EngineHost(options, (gone) => {
      hosts.delete(gone);
      onGone?.();
    });
    hosts.add(host);
    return host;
  }
}
