import type { OpenLink } from './open-link.js';
import type { OutboxItem } from './outbox.js';
import { finalUpdateSeq } from './registration.js';
import { UpdateStream } from './update-stream.js';
import type { WorkContext } from './work-context.js';

/** Updates that the hub misses hold an answer back for this long at most. */
const FINISH_TIMEOUT_MS = 1000;

/** Sends answers again after a reconnect, each after the updates of its request that the hub misses. */
export class AnswerReplay {
  /** Streams of answered requests, until the hub has the answer. */
  private readonly streams = new Map<string, UpdateStream>();

  constructor(private readonly context: WorkContext) {
    context.answers.onRemoved((requestId) => {
      this.streams.get(requestId)?.detach();
      this.streams.delete(requestId);
    });
  }

  /** Keeps the updates of an answered request for as long as they may be asked for. */
  keep(requestId: string, stream: UpdateStream): void {
    if (this.context.answers.isPending(requestId)) {
      this.streams.set(requestId, stream);
    } else {
      stream.detach();
    }
  }

  /** The connection is gone. */
  pause(): void {
    this.streams.forEach((stream) => stream.detach());
  }

  /**
   * Sends every answer without a receipt.
   *
   * @param after number of the last update that the hub has, for requests whose updates it wants
   */
  async sendAll(link: OpenLink, after: ReadonlyMap<string, number>): Promise<void> {
    for (const item of await this.context.answers.listToSend()) {
      // A connection that came meanwhile has its own replay, which this one must not disturb.
      if (this.context.link() !== link) {
        return;
      }
      const afterSeq = after.get(item.requestId);
      if (afterSeq !== undefined) {
        const stream = this.streams.get(item.requestId) ?? this.rebuild(item);
        stream.attach(link, afterSeq);
        await stream.finish(FINISH_TIMEOUT_MS);
      }
      await this.context.answers.sendAgain(item);
    }
  }

  /** After a restart the updates of an answered request are only in the store. */
  private rebuild({ requestId, attempt, message }: OutboxItem): UpdateStream {
    const stream = new UpdateStream({
      requestId,
      attempt: () => attempt,
      stream: undefined,
      updatesAfter: this.context.handlers.updatesAfter,
      onFault: (error) =>
        this.context.logger.warn('updates could not be read again', { request_id: requestId, error: String(error) }),
      lastSeq: finalUpdateSeq(message),
    });
    this.streams.set(requestId, stream);
    return stream;
  }
}
