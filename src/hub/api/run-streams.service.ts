import type { ServerResponse } from 'node:http';

import { Injectable, Logger } from '@nestjs/common';

import { HubSettings } from '../hub-settings.js';
import { RunFeed } from '../run/run-feed.js';
import { RunResults } from '../run/run-results.service.js';
import { RunRepository } from '../run/run.repository.js';
import type { VisibleUsers } from '../run/run.service.js';
import { RunService } from '../run/run.service.js';
import { isRunOver } from '../run/run.state.js';
import { RunStream } from './run-stream.js';
import { runView } from './run-view.js';

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
  ) {}

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
