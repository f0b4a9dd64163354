import type { ServerResponse } from 'node:http';

import { Logger } from '@nestjs/common';

import { onceClosed } from '../../network/once-closed.js';
import type { RunEvent, RunFeed, RunReader } from '../run/run-feed.js';

/** Where a stream gets what it sends. */
export interface RunStreamSource {
  readonly feed: RunFeed;
  /** Committed events after a number, in order. */
  listEvents(afterSeq: number, limit: number): Promise<readonly RunEvent[]>;
  /** The run as its readers see it now. */
  getRun(): Promise<{ readonly run: object; readonly isOver: boolean }>;
}

/** Times of a stream in milliseconds. */
export interface RunStreamTimes {
  readonly keepAliveMs: number;
  /** A reader that takes nothing for so long is closed. */
  readonly stallMs: number;
}

const PAGE = 200;
const LINE_BREAK = /[\r\n]/g;

/**
 * One reader's stream of server-sent events: `snapshot`, every event of the run, `end`. What is committed while the reader
 * is slow isn't kept for it: it is read again from the database when the reader goes on.
 */
export class RunStream implements RunReader {
  private readonly logger = new Logger(RunStream.name);
  private unfollow: () => void = () => undefined;
  private keepAlive: NodeJS.Timeout | null = null;
  private isReading = true;
  private isBehind = false;
  private isSettled = false;
  private isStopped = false;
  private blockedMs: number | null = null;

  constructor(
    private readonly response: ServerResponse,
    private readonly source: RunStreamSource,
    /** Number of the last event that the reader has. */
    private cursor: number,
    private readonly times: RunStreamTimes,
  ) {}

  /** Begins to send; the stream ends by itself. */
  async open(runId: string): Promise<void> {
    this.unfollow = this.source.feed.follow(runId, this);
    this.response.on('drain', () => {
      this.blockedMs = null;
      if (this.isBehind || this.isSettled) this.read();
    });
    this.keepAlive = setInterval(() => {
      this.tick();
    }, this.times.keepAliveMs);
    onceClosed(this.response, () => {
      this.stop();
    });
    if (this.isStopped) return;
    const { run, isOver } = await this.source.getRun();
    if (this.isStopped) return;
    this.isSettled ||= isOver;
    this.response.writeHead(200, HEADERS);
    this.write(`event: snapshot\ndata: ${JSON.stringify(run)}\n\n`);
    this.isReading = false;
    this.read();
  }

  onEvents(events: readonly RunEvent[]): void {
    const isNext = events[0]?.seq === this.cursor + 1;
    if (this.isReading || this.isBehind || this.blockedMs !== null || !isNext) {
      this.isBehind = true;
      if (!this.isReading && this.blockedMs === null) this.read();
      return;
    }
    this.writeAll(events);
  }

  onSettled(): void {
    this.isSettled = true;
    if (!this.isReading && this.blockedMs === null) this.read();
  }

  onClosing(): void {
    this.response.end();
  }

  private stop(): void {
    this.isStopped = true;
    this.unfollow();
    if (this.keepAlive) clearInterval(this.keepAlive);
    this.keepAlive = null;
  }

  private read(): void {
    if (this.isReading) return;
    this.isReading = true;
    this.readOn()
      .catch((error: unknown) => {
        this.logger.error('event stream failed', error);
        this.response.destroy();
      })
      .finally(() => {
        this.isReading = false;
        // Something may have been published between the last look and here.
        const isOpen = !this.isStopped && !this.response.writableEnded && !this.response.destroyed;
        if (isOpen && this.blockedMs === null && (this.isBehind || this.isSettled)) this.read();
      });
  }

  /** Sends what is committed until nothing is left or the reader is slow. */
  private async readOn(): Promise<void> {
    for (;;) {
      if (this.isStopped || this.response.destroyed || this.response.writableEnded || this.blockedMs !== null) return;
      this.isBehind = false;
      const wasSettled = this.isSettled;
      const events = await this.source.listEvents(this.cursor, PAGE);
      this.writeAll(events);
      if (events.length > 0 || this.isBehind) continue;
      if (wasSettled) await this.end();
      if (wasSettled === this.isSettled) return;
    }
  }

  private async end(): Promise<void> {
    const { run } = await this.source.getRun();
    this.write(`event: end\ndata: ${JSON.stringify(run)}\n\n`);
    this.response.end();
  }

  private writeAll(events: readonly RunEvent[]): void {
    if (events.length === 0) return;
    this.cursor = events.at(-1)?.seq ?? this.cursor;
    this.write(
      events
        .map(({ seq, type, data }) => `id: ${seq}\nevent: ${type.replace(LINE_BREAK, ' ')}\ndata: ${data}\n\n`)
        .join(''),
    );
  }

  private write(text: string): void {
    if (this.response.writableEnded || this.response.destroyed) return;
    if (!this.response.write(text)) {
      this.blockedMs = performance.now();
      this.isBehind = true;
    }
  }

  private tick(): void {
    if (this.blockedMs === null) this.response.write(': keep-alive\n\n');
    else if (performance.now() - this.blockedMs > this.times.stallMs) this.response.destroy();
  }
}

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
};
