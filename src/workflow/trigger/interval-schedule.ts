/** The beats of an interval: beat n, from 0, is due at `firstAt + n * everyMs`. */
export interface IntervalSchedule {
  readonly firstAt: number;
  readonly everyMs: number;
}

const MS_PER_SECOND = 1000;

/** Reads the beats of an interval trigger that was switched on at a time. */
export const scheduleOf = (inputs: Readonly<Record<string, unknown>>, startedAt: number): IntervalSchedule => {
  const everyMs = Number(inputs['interval_seconds']) * MS_PER_SECOND;
  const delayMs = Number(inputs['initial_delay_seconds']) * MS_PER_SECOND;
  return { firstAt: startedAt + delayMs + (inputs['emit_on_start'] === true ? 0 : everyMs), everyMs };
};

/** When a beat is due. */
export const dueAt = ({ firstAt, everyMs }: IntervalSchedule, beat: number): number => firstAt + beat * everyMs;

/**
 * Tells which beats come after the last one that counted.
 *
 * @param lastBeat null before the first
 * @returns the newest beat that is due (of several, the others are lost) or null, and the one to wait for
 */
export const beatsAfter = (
  schedule: IntervalSchedule,
  lastBeat: number | null,
  now: number,
): { readonly due: number | null; readonly next: number } => {
  const newest = Math.floor((now - schedule.firstAt) / schedule.everyMs);
  const after = (lastBeat ?? -1) + 1;
  return newest >= after ? { due: newest, next: newest + 1 } : { due: null, next: after };
};
