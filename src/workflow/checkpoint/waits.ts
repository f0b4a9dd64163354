import type { Checkpoint } from '../../engine/checkpoint/checkpoint.js';
import { CheckpointKind } from '../../engine/checkpoint/checkpoint.js';
import { encodeToken } from '../../engine/checkpoint/checkpoint-codec.js';
import type { Resumption, WaitingNode } from '../../engine/checkpoint/suspension.js';

/** A graph node that waits for something outside of its job. */
export interface Wait {
  readonly nodeId: string;
  readonly nodeName: string;
  readonly firing: number;
  readonly reason: string;
  /** Milliseconds since 1970. */
  readonly suspendedAt: number;
  /** When it goes on by itself; null = when it is resumed. */
  readonly resumeAt: number | null;
}

/** Reads what a job waits for out of its checkpoints. */
export const readWaits = (checkpoints: readonly Checkpoint[]): readonly Wait[] => {
  const waits = new Map<string, Wait>();
  for (const { kind, nodeId, firing, data } of checkpoints) {
    // Only `waitCheckpoint` below writes this kind.
    if (kind === CheckpointKind.waiting && data !== null) waits.set(`${firing} ${nodeId}`, JSON.parse(data) as Wait);
    if (kind === CheckpointKind.resumed) waits.delete(`${firing} ${nodeId}`);
  }
  return [...waits.values()];
};

/** What waits now: whoever waited before still does so since then. */
export const mergeWaits = (known: readonly Wait[], waiting: readonly WaitingNode[], nowMs: number): readonly Wait[] =>
  waiting.map(
    ({ nodeId, nodeName, firing, reason, resumeAfterMs }) =>
      known.find((wait) => wait.nodeId === nodeId && wait.firing === firing) ?? {
        nodeId,
        nodeName,
        firing,
        reason,
        suspendedAt: nowMs,
        resumeAt: resumeAfterMs === null ? null : nowMs + resumeAfterMs,
      },
  );

/** The wait that ends next by itself. */
export const nextDue = (waits: readonly Wait[]): (Wait & { readonly resumeAt: number }) | null =>
  waits
    .flatMap((wait) => (wait.resumeAt === null ? [] : [{ ...wait, resumeAt: wait.resumeAt }]))
    .toSorted((a, b) => a.resumeAt - b.resumeAt)[0] ?? null;

export const waitCheckpoint = (wait: Wait): Checkpoint => ({
  kind: CheckpointKind.waiting,
  nodeId: wait.nodeId,
  firing: wait.firing,
  data: JSON.stringify(wait),
});

/** @param values what it is given; null when its time is over */
export const resumeCheckpoint = (
  { nodeId, firing, suspendedAt }: Wait,
  values: Resumption['values'],
  resumedAt: number,
): Checkpoint => {
  const resumption: Resumption = { values, suspendedAt, resumedAt };
  return { kind: CheckpointKind.resumed, nodeId, firing, data: encodeToken(resumption) };
};
