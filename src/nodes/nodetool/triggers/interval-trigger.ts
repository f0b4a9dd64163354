import type { NodeContext } from '../../../engine/node-context.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { bool, float } from '../../../engine/property.js';
import { ValueError } from '../../python/errors.js';
import { maxEvents } from './max-events.js';

const MS_PER_SECOND = 1000;
/** Timers of JavaScript hold no longer time. */
const LONGEST_SLEEP_MS = 2 ** 30;

/** One beat of an interval. */
export interface Tick {
  /** Number of the beat, from 1. */
  readonly tick: number;
  readonly elapsedMs: number;
  readonly intervalSeconds: number;
  readonly at: Date;
}

/** A beat as the outputs of the trigger. */
export const tickPayload = ({ tick, elapsedMs, intervalSeconds, at }: Tick) => ({
  tick,
  elapsed_seconds: elapsedMs / MS_PER_SECOND,
  interval_seconds: intervalSeconds,
  timestamp: at.toISOString(),
  source: 'interval',
  event_type: 'tick',
});

/** Begins the workflow again and again, at equal times. */
export const IntervalTrigger = defineNodeType({
  type: 'nodetool.triggers.IntervalTrigger',
  title: 'Interval Trigger',
  description:
    'Begins the workflow at equal intervals, once it is switched on with start_trigger. In an ordinary run it sends a beat at each interval until the run is stopped.',
  tags: ['trigger', 'interval', 'timer', 'schedule', 'repeat'],
  properties: {
    max_events: maxEvents(),
    interval_seconds: float(60, { description: 'Seconds from one event to the next.' }),
    initial_delay_seconds: float(0, { min: 0, description: 'Seconds before anything happens.' }),
    emit_on_start: bool(true, { description: 'Sends the first event at the beginning, not after an interval.' }),
    include_drift_compensation: bool(true, { description: 'Keeps to the clock, however long the work takes.' }),
  },
  outputs: {
    tick: 'int',
    elapsed_seconds: 'float',
    interval_seconds: 'float',
    timestamp: 'str',
    source: 'str',
    event_type: 'str',
  },
  isTrigger: true,
  isPure: false,
  isRetrySafe: true,
  generate: async function* (inputs, context) {
    const { interval_seconds: intervalSeconds, max_events: maxCount } = inputs;
    const lastTick = maxCount === 0 ? Infinity : maxCount;
    const intervalMs = intervalSeconds * MS_PER_SECOND;
    if (!(intervalMs > 0)) throw new ValueError('interval_seconds must be more than 0');
    const startedAt = context.now().getTime();
    let dueAt = startedAt + inputs.initial_delay_seconds * MS_PER_SECOND + (inputs.emit_on_start ? 0 : intervalMs);
    for (let tick = 1; tick <= lastTick; tick += 1) {
      await sleepUntil(dueAt, context);
      const at = context.now();
      yield tickPayload({ tick, elapsedMs: at.getTime() - startedAt, intervalSeconds, at });
      dueAt = (inputs.include_drift_compensation ? dueAt : context.now().getTime()) + intervalMs;
    }
  },
});

const sleepUntil = async (dueAt: number, context: NodeContext): Promise<void> => {
  // At least one turn of the event loop passes, also when the work is late.
  let rest = Math.max(1, dueAt - context.now().getTime());
  for (; rest > 0; rest -= LONGEST_SLEEP_MS) await context.sleep(Math.min(rest, LONGEST_SLEEP_MS));
};
