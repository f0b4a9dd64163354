import type { CommandResponse, WorkflowResponse } from '../../protocol/node-messages.js';

/** A final answer that the hub has not confirmed yet. */
export interface OutboxItem {
  readonly requestId: string;
  readonly attempt: number;
  readonly message: WorkflowResponse | CommandResponse;
}

/**
 * Where final answers wait until the hub has committed them. `put` resolves when the item would survive a crash, as
 * far as the store promises that; only then is the answer sent.
 */
export interface Outbox {
  /** Stores an item, in place of an older one of the same request. */
  put(item: OutboxItem): Promise<void>;
  /** Marks an item as delivered: `list` no longer shows it. An item of a later attempt is left alone. */
  remove(requestId: string, attempt: number): Promise<void>;
  /** Items still to deliver, oldest first. */
  list(): Promise<readonly OutboxItem[]>;
  /**
   * The answer to a request, delivered or not. Stores should go on answering for delivered ones for some time: that is
   * how a request that arrives again, even after a restart, is recognised and not run twice.
   */
  get(requestId: string): Promise<OutboxItem | null>;
}

/** Delivered answers that {@link MemoryOutbox} remembers, to recognise a request that is sent again. */
const REMEMBERED_ITEMS = 256;

/** An outbox that a crash empties: for clients without a database. */
export class MemoryOutbox implements Outbox {
  private readonly waiting = new Map<string, OutboxItem>();
  private readonly delivered = new Map<string, OutboxItem>();

  put(item: OutboxItem): Promise<void> {
    this.delivered.delete(item.requestId);
    this.waiting.set(item.requestId, item);
    return Promise.resolve();
  }

  remove(requestId: string, attempt: number): Promise<void> {
    const item = this.waiting.get(requestId);
    if (item !== undefined && item.attempt <= attempt) {
      this.waiting.delete(requestId);
      this.remember(item);
    }
    return Promise.resolve();
  }

  list(): Promise<readonly OutboxItem[]> {
    return Promise.resolve([...this.waiting.values()]);
  }

  get(requestId: string): Promise<OutboxItem | null> {
    return Promise.resolve(this.waiting.get(requestId) ?? this.delivered.get(requestId) ?? null);
  }

  private remember(item: OutboxItem): void {
    this.delivered.set(item.requestId, item);
    const oldest = this.delivered.keys().next();
    if (this.delivered.size > REMEMBERED_ITEMS && oldest.done !== true) {
      this.delivered.delete(oldest.value);
    }
  }
}
