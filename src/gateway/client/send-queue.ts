import type { WorkflowUpdate } from '../../protocol/node-messages.js';
import type { QueuedUpdate } from './update-buffer.js';
import { UpdateBuffer } from './update-buffer.js';

/** The part of a connection that a queue writes to. */
export interface FrameSink {
  readonly bufferedBytes: number;
  /** Lets the frames of this turn leave together: updates come in bursts, and a write each is what costs most. */
  cork(): void;
  send(frame: string | Buffer, done?: () => void): void;
}

/** Limits of a queue, in bytes. */
export interface QueueLimits {
  /** Updates are handed to the socket only while less than this waits there: what comes after can still overtake. */
  readonly windowBytes: number;
  /** Updates that wait here at most; more are left to the sender's log. */
  readonly maxWaitingBytes: number;
  /** Control frames that may wait in the socket; a peer that reads so slowly is given up. */
  readonly maxSocketBytes: number;
}

const DEFAULT_LIMITS: QueueLimits = {
  windowBytes: 262_144,
  maxWaitingBytes: 4_194_304,
  maxSocketBytes: 67_108_864,
};

/**
 * Two lanes of one connection. Control frames go out at once. Updates wait while the socket is slow, are made fewer
 * meanwhile, and are refused when too many wait.
 */
export class SendQueue {
  private readonly waiting = new UpdateBuffer();
  private readonly drainListeners = new Set<() => void>();
  private isClosed = false;

  constructor(
    private readonly sink: FrameSink,
    private readonly encodeUpdate: (update: WorkflowUpdate) => string | Buffer,
    private readonly onStalled: () => void,
    private readonly limits: QueueLimits = DEFAULT_LIMITS,
  ) {}

  /** Sends a frame of the control lane. */
  sendControl(frame: string | Buffer, done?: () => void): void {
    if (this.isClosed) {
      return;
    }
    // Updates may wait for nothing else than a large control frame.
    this.sink.send(frame, () => {
      done?.();
      this.pump();
    });
    if (this.sink.bufferedBytes > this.limits.maxSocketBytes) {
      this.onStalled();
    }
  }

  /**
   * Sends or queues an update; false when there is no room and nothing was taken.
   *
   * @param isForced takes it all the same: for the one update that says that others are lost
   */
  sendUpdate(item: QueuedUpdate, isForced = false): boolean {
    if (this.isClosed || (!isForced && this.waiting.bytes >= this.limits.maxWaitingBytes)) {
      return false;
    }
    if (this.waiting.size === 0 && this.hasWindow()) {
      this.write(item);
    } else {
      this.waiting.push(item);
    }
    return true;
  }

  /** Updates that wait for the socket. */
  get waitingCount(): number {
    return this.waiting.size;
  }

  /** Calls back each time the last waiting update has left. The answer ends that. */
  onDrained(listener: () => void): () => void {
    this.drainListeners.add(listener);
    return () => this.drainListeners.delete(listener);
  }

  /** Forgets what waits: the connection is gone, and the next one is told what to send again. */
  close(): void {
    this.isClosed = true;
    this.waiting.clear();
    this.drainListeners.clear();
  }

  private hasWindow(): boolean {
    return this.sink.bufferedBytes < this.limits.windowBytes;
  }

  private write({ update, beforeSend }: QueuedUpdate): void {
    this.sink.cork();
    this.sink.send(this.encodeUpdate(beforeSend(update)), () => this.pump());
  }

  private pump(): void {
    if (this.isClosed || this.waiting.size === 0) {
      return;
    }
    while (this.hasWindow()) {
      const next = this.waiting.shift();
      if (next === null) {
        break;
      }
      this.write(next);
    }
    if (this.waiting.size === 0) {
      this.drainListeners.forEach((listener) => listener());
    }
  }
}
