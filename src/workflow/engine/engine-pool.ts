import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Inject, Injectable, Logger } from '@nestjs/common';

import { AppConfig } from '../../config/app-config.js';
import type { EngineOrder, EngineRun } from './engine-thread.js';
import { EngineThread } from './engine-thread.js';
import { ENGINE_WORKER_URL } from './engine-worker-url.js';

/** Heap of one job in MiB; four jobs at their limit still fit an 8 GiB machine. */
const MAX_HEAP_MB = 1024;

/** The threads in which graphs run: made when they are needed, kept for the next job, replaced when they break. */
@Injectable()
export class EnginePool implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly size: number;
  private readonly logger = new Logger(EnginePool.name);
  private readonly threads = new Set<EngineThread>();
  private isClosed = false;

  constructor(
    config: AppConfig,
    @Inject(ENGINE_WORKER_URL) private readonly url: URL,
  ) {
    this.size = config.maxConcurrentJobs;
  }

  /** One thread is ready before the first job comes: making it takes longer than most jobs. */
  onApplicationBootstrap(): void {
    this.spawn();
  }

  /** Starts a run; its owner never has more than `size` of them at a time. */
  start(order: EngineOrder): EngineRun {
    if (this.isClosed) throw new Error('the engine pool is closed');
    const idle = [...this.threads].find((thread) => thread.isIdle);
    return (idle ?? this.spawn()).start(order);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all([...this.threads].map((thread) => thread.stop()));
  }

  private spawn(): EngineThread {
    const thread = new EngineThread({ url: this.url, maxHeapMb: MAX_HEAP_MB }, (gone) => {
      this.threads.delete(gone);
      if (!this.isClosed) this.logger.warn('engine thread ended', { threads: this.threads.size });
    });
    this.threads.add(thread);
    return thread;
  }
}
