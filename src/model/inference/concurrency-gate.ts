import { ProtocolError } from '../../protocol/protocol-error.js';

/** How many may pass at the same time, and how many may wait for it. */
export interface GateLimits {
  readonly maxConcurrent: number;
  readonly maxWaiting: number;
}

interface Lane {
  openCount: number;
  readonly waiting: Set<() => void>;
}

/** Lets a limited number of requests through to each provider; the others wait their turn. */
export class ConcurrencyGate {
  private readonly lanes = new Map<string, Lane>();

  constructor(private readonly limits: GateLimits) {}

  /**
   * Waits for a turn.
   *
   * @returns gives the turn back; further calls of it do nothing
   * @throws ProtocolError `QUEUE_FULL` when too many wait already, or the signal's reason
   */
  async enter(name: string, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    const lane = this.laneOf(name);
    if (lane.openCount < this.limits.maxConcurrent) lane.openCount += 1;
    else await this.wait(name, lane, signal);
    let isOpen = true;
    return () => {
      if (isOpen) this.leave(name, lane);
      isOpen = false;
    };
  }

  private laneOf(name: string): Lane {
    const lane = this.lanes.get(name) ?? { openCount: 0, waiting: new Set() };
    this.lanes.set(name, lane);
    return lane;
  }

  private async wait(name: string, lane: Lane, signal: AbortSignal): Promise<void> {
    if (lane.waiting.size >= this.limits.maxWaiting) {
      throw new ProtocolError('QUEUE_FULL', `Provider ${name} has ${String(lane.waiting.size)} calls waiting already`, {
        hint: 'Wait for some of them to end, or raise MODEL_CONCURRENCY.',
      });
    }
    await new Promise<void>((resolve, reject) => {
      const pass = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = (): void => {
        lane.waiting.delete(pass);
        reject(signal.reason);
      };
      lane.waiting.add(pass);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  /** Hands the turn to whoever waits longest; the count stays as it is then. */
  private leave(name: string, lane: Lane): void {
    const [next] = lane.waiting;
    if (next) {
      lane.waiting.delete(next);
      next();
      return;
    }
    lane.openCount -= 1;
    if (lane.openCount === 0) this.lanes.delete(name);
  }
}
