/** Times and limits of a hub; every field can be replaced in one place. Milliseconds unless the name says otherwise. */
export class HubSettings {
  /** What a version 1 node is told to send heartbeats by. */
  readonly heartbeatIntervalMs: number = 10_000;
  /** The reference node's default, and not negotiable with it. */
  readonly seedHeartbeatIntervalMs: number = 30_000;
  /** Work of a silent node is given to another one only after this time. */
  readonly leaseMs: number = 60_000;
  /** Leases that a seed node gets: it comes back as late as 60 s after a loss, plus the time of its last try. */
  readonly seedLeases: number = 2;
  /** A socket that hasn't registered by then is closed. */
  readonly registrationTimeoutMs: number = 10_000;
  /** How long the holder of a contested node_id has to show that it is alive. */
  readonly contestMs: number = 2_000;
  /** Pace of the sweep over sessions and open runs. */
  readonly sweepMs: number = 500;
  /** Bad frames within the window that close a session. */
  readonly maxBadFrames: number = 100;
  readonly badFrameWindowMs: number = 10_000;
  /** Bytes that may wait in one socket; more and its reader is closed with 4008. */
  readonly maxBufferedBytes: number = 33_554_432;
  /** The same over all sockets: beyond it the fullest ones are closed, whatever each may hold. */
  readonly maxTotalBufferedBytes: number = 268_435_456;
  /** Time that a cancelled node has to end its work politely. */
  readonly cancelGraceMs: number = 10_000;
  /** Further time until a cancelled run ends by force. */
  readonly cancelForceMs: number = 5_000;
  /** Delay of a refused run when the node named none. */
  readonly refusalDelayMs: number = 1_000;
  /** Runs that may wait; more are refused with QUEUE_FULL. */
  readonly maxQueuedRuns: number = 10_000;
  /** Runs that a seed node is given at once: it says nothing about its capacity. */
  readonly defaultMaxConcurrent: number = 4;
  /** Longest time that an event waits for its batch. */
  readonly eventFlushMs: number = 20;
  readonly eventFlushCount: number = 200;
  /** Events that may wait for a database that doesn't answer; further volatile ones are dropped. */
  readonly maxBufferedEvents: number = 20_000;
  /** Characters of event data that may wait for it; beyond this only what changes a run's status is kept. */
  readonly maxBufferedEventLength: number = 67_108_864;
  /** Events kept of one run; the rest is replaced by one `truncated`. */
  readonly maxEventsPerRun: number = 100_000;
  readonly commandTimeoutMs: number = 30_000;
  readonly maxPendingCommands: number = 50_000;
  /** A node that has answered nothing for so long is asked something. */
  readonly probeIntervalMs: number = 60_000;
  /** Time for the answer; a node that needs longer gets no new work until it answers. */
  readonly probeTimeoutMs: number = 15_000;
  /** Pause between two comments that keep an event stream open. */
  readonly streamKeepAliveMs: number = 15_000;
  /** A reader of an event stream that takes nothing for so long is closed; it can resume. */
  readonly streamStallMs: number = 30_000;
  /** Time that nodes are given to leave a hub that stops. */
  readonly drainMs: number = 1_000;
  /** A node with a generated id is forgotten when it was away for so long. */
  readonly forgetGeneratedMs: number = 86_400_000;

  constructor(overrides: Partial<HubSettings> = {}) {
    Object.assign(this, overrides);
  }

  /** Time without a word after which the work of an absent node is given up. */
  leaseOf(mode: 'seed' | 'v1'): number {
    return mode === 'seed' ? this.leaseMs * this.seedLeases : this.leaseMs;
  }

  /** Heartbeat interval that a node of this kind keeps. */
  intervalOf(mode: 'seed' | 'v1'): number {
    return mode === 'seed' ? this.seedHeartbeatIntervalMs : this.heartbeatIntervalMs;
  }
}
