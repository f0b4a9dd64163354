import { compressFrame, encodeFrame, frameBytes } from '../../protocol/encode.js';
import { CLOSE_CODES } from '../../protocol/close-codes.js';
import type { CustomMessage } from '../../protocol/encode.js';
import type { Registered } from '../../protocol/hub-messages.js';
import { MAX_FRAME_BYTES, SEED_MAX_FRAME_BYTES } from '../../protocol/limits.js';
import type { NodeMessage } from '../../protocol/messages.js';
import type { AgreedSubprotocol, Encoding } from '../../protocol/negotiate.js';
import type { NodeRegistration, WorkflowUpdate } from '../../protocol/node-messages.js';
import type { Connection } from './connection.js';
import type { LinkMode } from './registration.js';
import { SendQueue } from './send-queue.js';

/** A message that is larger than the hub takes. */
export interface Oversize {
  readonly bytes: number;
  readonly maxBytes: number;
}

/**
 * An open connection with its encoding, its limits and its two lanes. It speaks the seed protocol until the hub has named
 * terms, also after a subprotocol was agreed: many WebSocket servers pick the first one offered without knowing it.
 */
export class OpenLink {
  readonly queue: SendQueue;
  /** Terms of the session, once the hub has named them. */
  terms: Registered | null = null;
  private isSeedHub: boolean;
  private readonly seedListeners: (() => void)[] = [];

  constructor(
    private readonly connection: Connection,
    private readonly agreed: AgreedSubprotocol | null,
    private readonly ownCompressions: readonly string[],
  ) {
    this.isSeedHub = agreed === null;
    this.queue = new SendQueue(
      connection,
      (update) => this.encodeUpdate(update),
      () => void connection.close(CLOSE_CODES.slowConsumer.code, 'the hub reads too slowly'),
    );
  }

  /** True when the hub may answer the registration with terms. */
  get mayHaveTerms(): boolean {
    return this.agreed !== null;
  }

  get mode(): LinkMode {
    return this.agreed !== null && this.terms !== null ? 'v1' : 'seed';
  }

  get encoding(): Encoding {
    return this.mode === 'v1' ? (this.agreed?.encoding ?? 'json') : 'json';
  }

  /** It is certain now that the hub only knows the seed. */
  confirmSeed(): void {
    this.isSeedHub = true;
    this.seedListeners.splice(0).forEach((listener) => listener());
  }

  /** Calls back once it is certain that the hub only knows the seed, and so will never confirm an answer. */
  whenSeed(listener: () => void): void {
    if (this.isSeedHub) {
      listener();
    } else {
      this.seedListeners.push(listener);
    }
  }

  /** Largest frame that the hub takes. */
  get maxFrameBytes(): number {
    return this.mode === 'seed' ? SEED_MAX_FRAME_BYTES : (this.terms?.limits.max_frame_bytes ?? MAX_FRAME_BYTES);
  }

  /** Writes a message as a frame, or tells that it is too large. */
  encode(message: NodeMessage | CustomMessage): string | Buffer | Oversize {
    const plain = encodeFrame(message, this.encoding);
    const frame = this.mayCompress() ? compressFrame(plain, this.encoding) : plain;
    // The limit holds for what the reader has to keep, so compression does not lift it.
    const bytes = frameBytes(plain);
    return bytes > this.maxFrameBytes ? { bytes, maxBytes: this.maxFrameBytes } : frame;
  }

  /** Sends the first message: as JSON text, which a hub of either protocol can read. */
  sendRegistration(message: NodeRegistration): Oversize | null {
    const frame = encodeFrame(message, 'json');
    const maxBytes = this.mayHaveTerms ? MAX_FRAME_BYTES : SEED_MAX_FRAME_BYTES;
    if (frameBytes(frame) > maxBytes) {
      return { bytes: frameBytes(frame), maxBytes };
    }
    this.queue.sendControl(frame);
    return null;
  }

  /** Sends a control message at once; answers what is wrong when it is too large. */
  send(message: NodeMessage | CustomMessage, done?: () => void): Oversize | null {
    const frame = this.encode(message);
    if (isOversize(frame)) {
      return frame;
    }
    this.queue.sendControl(frame, done);
    return null;
  }

  ping(): void {
    this.connection.ping();
  }

  close(code: number, reason: string): void {
    void this.connection.close(code, reason);
  }

  terminate(reason: string): void {
    this.connection.terminate(reason);
  }

  private mayCompress(): boolean {
    const hubReads = this.terms?.encodings ?? [];
    return this.mode === 'v1' && hubReads.includes('gzip') && this.ownCompressions.includes('gzip');
  }

  /** An update that is too large travels without its data, so that the reader sees that there was one. */
  private encodeUpdate(update: WorkflowUpdate): string | Buffer {
    const frame = this.encode(update);
    if (!isOversize(frame)) {
      return frame;
    }
    const { node_id } = update.data;
    const data = { ...(typeof node_id === 'string' ? { node_id } : {}), truncated: true, bytes: frame.bytes };
    return encodeFrame({ ...update, data }, this.encoding);
  }
}

/** Tells an oversize from a frame. */
export const isOversize = (frame: string | Buffer | Oversize): frame is Oversize =>
  typeof frame !== 'string' && !Buffer.isBuffer(frame);
