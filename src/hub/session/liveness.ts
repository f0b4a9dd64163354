/** What the silence of a registered node means. */
export type Liveness = 'alive' | 'late' | 'lost';

const LATE_INTERVALS = 1.5;
const LOST_INTERVALS = 3;

/** Judges a node by the time since its last frame of any kind: late after 1.5 heartbeat intervals, lost after 3. */
export const livenessOf = (silentMs: number, intervalMs: number): Liveness => {
  if (silentMs >= intervalMs * LOST_INTERVALS) return 'lost';
  return silentMs >= intervalMs * LATE_INTERVALS ? 'late' : 'alive';
};

/** Time without a frame after which a node counts as lost. */
export const lostAfterMs = (intervalMs: number): number => intervalMs * LOST_INTERVALS;
