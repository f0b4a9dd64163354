/** What a waiting firing goes on with. */
export interface Resumption {
  /** What it was given; null when its time was over. */
  readonly values: Readonly<Record<string, unknown>> | null;
  /** When it began to wait and when that ended, in milliseconds since 1970. */
  readonly suspendedAt: number;
  readonly resumedAt: number;
}

/** Why a graph node waits, and for how long at most. */
export interface SuspendOptions {
  /** Told to whoever may resume the job. */
  readonly reason: string;
  /** Milliseconds after which it goes on by itself; without it, it waits until it is resumed. */
  readonly resumeAfterMs?: number;
}

/** A firing that waits for somebody or something outside of the run. */
export interface WaitingNode {
  readonly nodeId: string;
  readonly nodeName: string;
  readonly firing: number;
  readonly reason: string;
  /** Milliseconds from now; null = until it is resumed. */
  readonly resumeAfterMs: number | null;
}

/** Thrown through a firing that waits: it is begun again, with its resumption, when the wait is over. */
export class SuspensionRequest extends Error {
  readonly resumeAfterMs: number | null;

  constructor({ reason, resumeAfterMs }: SuspendOptions) {
    super(reason);
    this.name = 'SuspensionRequest';
    this.resumeAfterMs = resumeAfterMs ?? null;
  }
}
