import type { CommandResponse, WorkflowResponse } from '../../protocol/node-messages.js';
import type { AnswerDelivery } from './answer-delivery.js';
import { AnswerSuspects } from './answer-suspects.js';
import { breakingAnswer, describeFailure, failedAnswer, seedAnswer, tooLargeAnswer } from './answers.js';
import type { LinkLogger } from './client-options.js';
import type { OpenLink } from './open-link.js';
import type { Outbox, OutboxItem } from './outbox.js';
import { MemoryOutbox } from './outbox.js';

/** Commands are asked for by someone who waits: an answer that nobody confirmed is given up after this time. */
const COMMAND_ANSWER_TTL_MS = 120_000;
/** A suspected answer holds the others back for this long at most. */
const RECEIPT_TIMEOUT_MS = 5000;

/**
 * The final answers of this node: each is stored before it is sent, and kept until the hub has confirmed it; a hub that
 * only knows the seed confirms nothing, so there it is enough that the answer was written.
 */
export class FinalAnswers {
  /** Takes the answers that the outbox could not store, so that they are at least sent. */
  private readonly fallback = new MemoryOutbox();
  private readonly commandTimes = new Map<string, { readonly attempt: number; readonly storedAt: number }>();
  private readonly removalListeners = new Set<(requestId: string) => void>();
  private readonly pending = new Set<string>();
  private readonly suspects = new AnswerSuspects();

  constructor(
    private readonly outbox: Outbox,
    private readonly logger: LinkLogger,
    private readonly link: () => OpenLink | null,
    private readonly delivery: AnswerDelivery,
  ) {}

  /** Answers without a receipt. */
  get count(): number {
    return this.pending.size;
  }

  /** Tells whether the answer to a request is still without a receipt. */
  isPending(requestId: string): boolean {
    return this.pending.has(requestId);
  }

  /** Stores an answer, then sends it if there is a connection. */
  async settle(message: WorkflowResponse | CommandResponse): Promise<void> {
    const item: OutboxItem = { requestId: message.request_id, attempt: message.attempt ?? 1, message };
    await this.store(item);
    this.send(item);
  }

  /** Sends a stored answer, or one that says that it is too large. Without a connection it stays where it is. */
  send(item: OutboxItem): void {
    const link = this.link();
    if (link === null) {
      return;
    }
    if (item.message.type === 'workflow_response' && this.delivery.isNeededFor(item, link)) {
      void this.sendPrepared(item, item.message, link);
    } else {
      this.sendNow(item, link);
    }
  }

  /** Sends an answer again; one that may be what breaks connections is alone on its way, and becomes a failed one after the third. */
  async sendAgain(item: OutboxItem): Promise<void> {
    const { requestId, message } = item;
    if (this.suspects.isGuilty(requestId)) {
      this.logger.warn('an answer that breaks connections was replaced', { request_id: requestId });
      await this.settle(breakingAnswer(message));
      return;
    }
    this.send(item);
    if (this.suspects.closesOf(requestId) > 0) await this.suspects.untilReceipt(requestId, RECEIPT_TIMEOUT_MS);
  }

  /** The connection is gone: what was being prepared for it is prepared again for the next. */
  pause(closeCode: number | null): void {
    this.suspects.lost(closeCode);
    this.delivery.stop();
  }

  /** An answer whose bytes can't get to the hub becomes a failed one, so that its request ends all the same. */
  private async sendPrepared(item: OutboxItem, message: WorkflowResponse, link: OpenLink): Promise<void> {
    const end = await this.delivery.prepare(message, link);
    if (end === null || this.link() !== link) return;
    if ('message' in end) this.sendNow({ ...item, message: end.message }, link);
    else await this.settle(failedAnswer(message, describeFailure(end.failure)));
  }

  private sendNow(item: OutboxItem, link: OpenLink): void {
    this.suspects.sent(item.requestId);
    const message = link.mode === 'seed' ? seedAnswer(item.message) : item.message;
    const confirm = (): void => void this.confirm(item.requestId, item.attempt);
    const done = link.mode === 'seed' ? () => link.whenSeed(confirm) : undefined;
    const oversize = link.send(message, done);
    if (oversize !== null) {
      this.logger.warn('an answer was too large', { request_id: item.requestId, bytes: oversize.bytes });
      link.send(tooLargeAnswer(message, oversize), done);
    }
  }

  /** The hub has an answer, or wants it no more. */
  async confirm(requestId: string, attempt: number): Promise<void> {
    this.suspects.received(requestId);
    this.commandTimes.delete(requestId);
    this.pending.delete(requestId);
    try {
      await this.fallback.remove(requestId, attempt);
      await this.outbox.remove(requestId, attempt);
    } catch (error) {
      this.logger.warn('an answer could not be removed from the outbox', {
        request_id: requestId,
        error: String(error),
      });
    }
    this.removalListeners.forEach((listener) => listener(requestId));
  }

  /** Answers without a receipt, oldest first. */
  async list(): Promise<readonly OutboxItem[]> {
    const items = [...(await this.outbox.list()), ...(await this.fallback.list())];
    items.forEach(({ requestId }) => this.pending.add(requestId));
    return items;
  }

  /** The same in the order in which they are sent again: the most suspect first, so that it takes no other with it. */
  async listToSend(): Promise<readonly OutboxItem[]> {
    const closes = ({ requestId }: OutboxItem): number => this.suspects.closesOf(requestId);
    return (await this.list()).toSorted((a, b) => closes(b) - closes(a));
  }

  /** The answer to a request, if there was one. */
  async find(requestId: string): Promise<OutboxItem | null> {
    return (await this.outbox.get(requestId)) ?? this.fallback.get(requestId);
  }

  /** Gives up answers to commands that nobody waits for any more. */
  expireCommands(nowMs: number): void {
    for (const [requestId, { attempt, storedAt }] of this.commandTimes) {
      if (nowMs - storedAt < COMMAND_ANSWER_TTL_MS) {
        break;
      }
      void this.confirm(requestId, attempt);
    }
  }

  /** Calls back when an answer is gone for good. */
  onRemoved(listener: (requestId: string) => void): void {
    this.removalListeners.add(listener);
  }

  private async store(item: OutboxItem): Promise<void> {
    if (item.message.type === 'command_response') {
      this.commandTimes.set(item.requestId, { attempt: item.attempt, storedAt: Date.now() });
    }
    this.pending.add(item.requestId);
    try {
      await this.outbox.put(item);
    } catch (error) {
      this.logger.warn('an answer could not be stored in the outbox', {
        request_id: item.requestId,
        error: String(error),
      });
      await this.fallback.put(item);
    }
  }
}
