import type { ServerResponse } from 'node:http';

import { Injectable, Logger } from '@nestjs/common';

import { onceClosed } from '../../network/once-closed.js';
import { StreamSlots } from '../../network/stream-slots.service.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import { HubSettings } from '../hub-settings.js';
import { RunFeed } from '../run/run-feed.js';
import { RunResults } from '../run/run-results.service.js';
import { RunRepository } from '../run/run.repository.js';
import type { VisibleUsers } from '../run/run.service.js';
import { RunService } from '../run/run.service.js';
import { isRunOver } from '../run/run.state.js';
import { RunStream } from './run-stream.js';
import { runView } from './run-view.js';

/** Streams end at any time; this keeps those who wait for one from asking all the time. */
const SLOT_RETRY_MS = 5000;
/** What a reader wants to follow. */
export interface StreamRequest {
  readonly runId: string;
  /** Number of the last event that the reader has. */
  readonly afterSeq: number;
  /** Users whose machines it may know of; null = all. */
  readonly userIds: VisibleUsers;
}

/** Opens event streams on HTTP responses. */
@Injectable()
export class RunStreams {
  private readonly logger = new Logger(RunStreams.name);

  constructor(
    private readonly feed: RunFeed,
    private readonly repository: RunRepository,
    private readonly runs: RunService,
    private readonly results: RunResults,
    private readonly settings: HubSettings,
    private readonly slots: StreamSlots,
  ) {}

  /**
   * Takes one of a token's places for streams, until the response is closed.
   *
   * @throws ProtocolError `RATE_LIMITED` when the token has none left
   */
  claim(tokenId: string, response: ServerResponse): void {
    const giveBack = this.slots.take(tokenId);
    if (!giveBack) {
      throw new ProtocolError('RATE_LIMITED', `This token has ${this.slots.maxPerToken} event streams open already`, {
        hint: 'Close one; STREAMS_PER_TOKEN of the server is the limit.',
        retryAfterMs: SLOT_RETRY_MS,
      });
    }
    onceClosed(response, giveBack);
  }

  /** Streams a run from after an event on; the response is this stream's from here on. */
  async open({ runId, afterSeq, userIds }: StreamRequest, response: ServerResponse): Promise<void> {
    const source = {
      feed: this.feed,
      listEvents: (after: number, limit: number) => this.repository.listEvents(runId, after, limit),
      getRun: async () => {
        const run = await this.results.fill(await this.runs.get(runId, null));
        return { run: runView(run, this.runs.queuedReasonOf(run, userIds)), isOver: isRunOver(run.status) };
      },
    };
    const { streamKeepAliveMs: keepAliveMs, streamStallMs: stallMs } = this.settings;
    try {
      await new RunStream(response, source, afterSeq, { keepAliveMs, stallMs }).open(runId);
    } catch (error) {
      this.logger.error('event stream could not begin', error);
      response.destroy();
    }
  }
}
