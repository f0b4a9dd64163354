/**
 * What a checkpoint says about a graph node.
 * - `done`: it has finished, and this is everything that it sent
 * - `begun`: a firing that must not happen twice is about to begin
 * - `step`: a firing has ended with these outputs
 * - `saved`: it kept this for the user, by name
 * - `waiting`: a firing waits for somebody or something outside
 * - `resumed`: what that firing goes on with
 */
export const CheckpointKind = {
  done: 'done',
  begun: 'begun',
  step: 'step',
  saved: 'saved',
  waiting: 'waiting',
  resumed: 'resumed',
} as const;
export type CheckpointKind = (typeof CheckpointKind)[keyof typeof CheckpointKind];

/** A fact about a run that a later process can go on from. Facts are ordered: each may rest on those before it. */
export interface Checkpoint {
  readonly kind: CheckpointKind;
  readonly nodeId: string;
  /** Number of the firing within its graph node, from 0; 0 for `done`. */
  readonly firing: number;
  /** JSON text; null when there is nothing to say, or when it was too large or of a kind that JSON can't carry. */
  readonly data: string | null;
}

/** Where a run leaves its checkpoints. */
export interface CheckpointSink {
  /** Takes a checkpoint that may be stored later, in order. */
  keep(checkpoint: Checkpoint): void;
  /**
   * Stores a checkpoint and all before it; resolves when they would survive a crash.
   *
   * @throws when they can't be stored: the graph node that asked must not go on
   */
  commit(checkpoint: Checkpoint): Promise<void>;
}

/** The checkpoints of one run: those that earlier processes left, oldest first, and where new ones go. */
export interface RunCheckpoints extends CheckpointSink {
  readonly restored: readonly Checkpoint[];
}
