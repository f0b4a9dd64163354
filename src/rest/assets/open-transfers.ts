import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { onceClosed } from '../../network/once-closed.js';

/** Uploads and downloads that are on their way. They may last for hours, so a stop breaks them off instead of waiting. */
@Injectable()
export class OpenTransfers implements BeforeApplicationShutdown {
  private readonly open = new Set<FastifyReply['raw']>();
  private readonly works = new Set<Promise<unknown>>();

  /** Counts a transfer in until its answer has gone out or its connection is lost. */
  add({ raw }: FastifyReply): void {
    this.open.add(raw);
    onceClosed(raw, () => this.open.delete(raw));
  }

  /** Counts a transfer in together with what is done meanwhile: a stop waits until that has cleaned up after itself. */
  async during<T>(reply: FastifyReply, work: () => Promise<T>): Promise<T> {
    this.add(reply);
    const running = work();
    this.works.add(running);
    try {
      return await running;
    } finally {
      this.works.delete(running);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const raw of this.open) raw.destroy();
    await Promise.allSettled(this.works);
  }
}
