import { setTimeout as wait } from 'node:timers/promises';

import { backoffMs } from '../../common/backoff.js';
import { INLINE_RESULT_BYTES } from '../../protocol/limits.js';
import type { WorkflowResponse } from '../../protocol/node-messages.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import type { HubLimits } from './answer-contents.js';
import { prepareAnswer } from './answer-contents.js';
import type { LinkLogger } from './client-options.js';
import type { ContentSource, LocalContent } from './content-source.js';
import type { HubBlobs } from './hub-blobs.js';
import type { OpenLink } from './open-link.js';
import type { OutboxItem } from './outbox.js';
import { travelsAsItIs } from './references.js';

/** Tries of one upload while the link is up, over some four minutes; tries that the loss of the link ends don't count. */
const MAX_TRIES = 12;
const BACKOFF = { baseMs: 500, capMs: 30_000 } as const;
/** Uploads at the same time: more only share the same line. */
const MAX_PARALLEL = 2;

/** What a delivery needs. */
export interface DeliveryContext {
  readonly blobs: HubBlobs;
  readonly contents: ContentSource;
  readonly logger: LinkLogger;
}

/** How a delivery ended that the loss of its link did not end. */
export type Delivered = { readonly message: WorkflowResponse } | { readonly failure: ProtocolError };

/** Brings what answers name to the hub before they leave: a few at a time, again after a fault, until the link is lost. */
export class AnswerDelivery {
  private readonly running = new Map<string, AbortController>();
  private readonly turns: Promise<void>[] = Array.from({ length: MAX_PARALLEL }, () => Promise.resolve());
  private next = 0;

  constructor(private readonly context: DeliveryContext) {}

  /** Tells whether an answer names bytes, or is so large, that it can't leave as it is. */
  isNeededFor({ message }: OutboxItem, link: OpenLink): boolean {
    if (message.type !== 'workflow_response' || !message.result) return false;
    return !travelsAsItIs(message.result, limitsOf(link).inlineResultBytes);
  }

  /**
   * Prepares an answer; null when the link was lost meanwhile, or the same answer is on its way already.
   */
  async prepare(message: WorkflowResponse, link: OpenLink): Promise<Delivered | null> {
    const { request_id: requestId } = message;
    if (this.running.has(requestId)) return null;
    const controller = new AbortController();
    this.running.set(requestId, controller);
    try {
      return await this.inTurn(() => this.deliver(message, limitsOf(link), controller.signal));
    } finally {
      if (this.running.get(requestId) === controller) this.running.delete(requestId);
    }
  }

  /** The link is lost: what isn't done is begun again with the next. */
  stop(): void {
    for (const controller of this.running.values()) controller.abort();
    this.running.clear();
  }

  private async deliver(message: WorkflowResponse, limits: HubLimits, signal: AbortSignal): Promise<Delivered | null> {
    const upload = (content: LocalContent, requestId: string): Promise<void> => this.upload(content, requestId, signal);
    try {
      const { contents } = this.context;
      const prepared = await prepareAnswer(message, contents, limits, upload);
      return signal.aborted ? null : { message: prepared };
    } catch (error) {
      if (signal.aborted) return null;
      this.context.logger.warn('an answer could not be brought to the hub', {
        request_id: message.request_id,
        error: String(error),
      });
      return { failure: failureOf(error) };
    }
  }

  private async upload(content: LocalContent, requestId: string, signal: AbortSignal): Promise<void> {
    for (let tries = 1; ; tries++) {
      signal.throwIfAborted();
      try {
        await this.context.blobs.upload(content, requestId, signal);
        return;
      } catch (error) {
        const isFinal = error instanceof ProtocolError && error.code !== 'UNAVAILABLE';
        if (isFinal || signal.aborted || tries >= MAX_TRIES) throw error;
        const fields = { request_id: requestId, bytes: content.size, tries, error: String(error) };
        this.context.logger.info('an upload failed and is tried again', fields);
        await wait(backoffMs(tries - 1, BACKOFF), undefined, { signal });
      }
    }
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const place = this.next++ % MAX_PARALLEL;
    const turn = (this.turns[place] ?? Promise.resolve()).then(work);
    this.turns[place] = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  }
}

const limitsOf = (link: OpenLink): HubLimits => {
  const limits = link.mode === 'v1' ? link.terms?.limits : undefined;
  const blobBytes = limits?.blob_bytes ?? null;
  // Without blobs there is no other way for a large result than through its frame.
  return {
    blobBytes,
    inlineResultBytes: blobBytes === null ? Infinity : (limits?.inline_result_bytes ?? INLINE_RESULT_BYTES),
  };
};

const failureOf = (error: unknown): ProtocolError => {
  if (error instanceof ProtocolError && error.code !== 'UNAVAILABLE') {
    return new ProtocolError(error.code, `The result could not be brought to the hub: ${error.message}`, {
      cause: error,
    });
  }
  const reason = error instanceof Error ? error.message : String(error);
  const message = `The result could not be brought to the hub in ${MAX_TRIES} tries; the last one failed with: ${reason}`;
  return new ProtocolError('UNAVAILABLE', message, { cause: error });
};
