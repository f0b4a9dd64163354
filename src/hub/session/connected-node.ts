import type { Heartbeat } from '../../protocol/node-messages.js';
import { MAX_FRAME_BYTES, SEED_MAX_FRAME_BYTES } from '../../protocol/limits.js';
import type { NodeFacts } from './node-facts.js';

/** Work of a node as its last heartbeat named it. */
export interface NodeLoad {
  readonly running: number;
  readonly queued: number;
  readonly max_concurrent: number;
}

/** Whether a connected node gets new work: only a ready one does. */
export type NodeReadiness = 'ready' | 'late' | 'draining' | 'unresponsive';

/** The node at the other end of a session: what it said about itself and how busy it is. */
export class ConnectedNode {
  /** Requests that were sent and aren't answered. */
  readonly outstanding = new Set<string>();
  lastGiven = 0;
  isDraining = false;
  isLate = false;
  /** Why it is taken to do no work although it lives; null while it answers. */
  unresponsiveReason: string | null = null;
  private suspects: ReadonlySet<string> = new Set();
  private foreignCount = 0;
  private reported: NodeLoad | null = null;

  constructor(
    readonly facts: NodeFacts,
    /** Users that the node's token is bound to; null = every user. */
    readonly tokenUserIds: readonly string[] | null,
  ) {}

  get nodeId(): string {
    return this.facts.nodeId;
  }

  get state(): NodeReadiness {
    if (this.isDraining) return 'draining';
    if (this.unresponsiveReason !== null) return 'unresponsive';
    return this.isLate ? 'late' : 'ready';
  }

  /** Why it gets no new work; null when it does. */
  get stateReason(): string | null {
    if (this.state === 'unresponsive') return this.unresponsiveReason;
    return READINESS_REASONS[this.state];
  }

  get canRunWorkflows(): boolean {
    return this.facts.canRunWorkflows;
  }

  get nodeTypes(): ReadonlySet<string> | null {
    return this.facts.nodeTypes?.types ?? null;
  }

  get labels(): Readonly<Record<string, string>> {
    return this.facts.labels;
  }

  get userId(): string | null {
    return this.facts.userId;
  }

  /** Runs of this hub and of others that the node works on. */
  get runningCount(): number {
    return this.outstanding.size + this.foreignCount;
  }

  get maxConcurrent(): number {
    return this.reported?.max_concurrent ?? this.facts.maxConcurrent;
  }

  /** Largest frame that the node takes. */
  get maxRequestBytes(): number {
    return this.facts.mode === 'seed' ? SEED_MAX_FRAME_BYTES : MAX_FRAME_BYTES;
  }

  /** Load as the hub sees it. */
  get load(): NodeLoad {
    return { running: this.runningCount, queued: this.reported?.queued ?? 0, max_concurrent: this.maxConcurrent };
  }

  /** Notes a heartbeat; true when it changes what the scheduler goes by. */
  note({ status, load }: Heartbeat): boolean {
    const before = `${this.state} ${this.runningCount} ${this.maxConcurrent}`;
    this.isDraining = status === 'draining';
    if (load) {
      this.reported = load;
      // Frames of one socket keep their order, so that what exceeds our own requests is somebody else's work.
      this.foreignCount = Math.max(0, load.running + load.queued - this.outstanding.size);
      this.freeStale(load.running + load.queued === 0);
    }
    return before !== `${this.state} ${this.runningCount} ${this.maxConcurrent}`;
  }

  /** What a node that does nothing still owes an answer for at two heartbeats in a row takes no place any more. */
  private freeStale(isIdle: boolean): void {
    for (const requestId of isIdle ? this.suspects : []) this.outstanding.delete(requestId);
    this.suspects = isIdle ? new Set(this.outstanding) : new Set();
  }
}

const READINESS_REASONS = {
  ready: null,
  late: 'it has been silent for too long',
  draining: 'it finishes what it has begun and takes nothing new',
} as const;
