import { defineNodeType } from '../../../engine/node-type.js';
import { choice, int } from '../../../engine/property.js';
import { checkDate, momentAt, readDateTime, UNSET_DATETIME, withWall, writeDateTime } from './moment.js';
import { date, datetime } from './properties.js';

const UNITS = ['hours', 'days', 'months'] as const;
const DIRECTIONS = ['past', 'future'] as const;

/** The current instant in UTC. */
export const Now = defineNodeType({
  type: 'lib.date.Now',
  title: 'Now',
  description: 'Gives the current day and time in UTC.',
  tags: ['datetime', 'current', 'timestamp'],
  outputs: { output: 'datetime' },
  exposeAsTool: true,
  isPure: false,
  isRetrySafe: true,
  process: (_inputs, context) => ({ output: writeDateTime(momentAt(context.now())) }),
});

/** The current day where the workflow runs. */
export const Today = defineNodeType({
  type: 'lib.date.Today',
  title: 'Today',
  description: 'Gives the current day in the time zone of the machine that runs the workflow.',
  tags: ['date', 'current', 'day'],
  outputs: { output: 'date' },
  exposeAsTool: true,
  isPure: false,
  isRetrySafe: true,
  process: (_inputs, context) => {
    const now = context.now();
    return { output: { type: 'date', year: now.getFullYear(), month: now.getMonth() + 1, day: now.getDate() } };
  },
});

/** A point in time before or after now, in UTC; a day that the month doesn't have becomes its last one. */
export const RelativeTime = defineNodeType({
  type: 'lib.date.RelativeTime',
  title: 'Relative Time',
  description: 'Gives the day and time that lies some hours, days or months before or after now, in UTC.',
  tags: ['datetime', 'past', 'future', 'relative'],
  properties: {
    amount: int(1, { min: 0, description: 'How many units away.' }),
    unit: choice('nodetool.nodes.lib.date.TimeUnitType', UNITS, 'days', { description: 'The unit.' }),
    direction: choice('nodetool.nodes.lib.date.TimeDirection', DIRECTIONS, 'future', {
      description: 'Before or after now.',
    }),
  },
  outputs: { output: 'datetime' },
  exposeAsTool: true,
  isPure: false,
  isRetrySafe: true,
  process: ({ amount, unit, direction }, context) => {
    const now = momentAt(context.now());
    const wall = now.wall.plus({ [unit]: direction === 'past' ? -amount : amount });
    return { output: writeDateTime(withWall(now, wall)) };
  },
});

/** The midnight, in UTC, at which a day begins. */
export const DateToDatetime = defineNodeType({
  type: 'lib.date.DateToDatetime',
  title: 'Date To Datetime',
  description: 'Gives the midnight at which a day begins, in UTC.',
  tags: ['date', 'datetime', 'convert'],
  properties: { input_date: date('The day.') },
  outputs: { output: 'datetime' },
  exposeAsTool: true,
  process: ({ input_date: { year, month, day } }) => {
    checkDate(year, month, day);
    return { output: { ...UNSET_DATETIME, year, month, day } };
  },
});

/** The day of a point in time, in its own zone. */
export const DatetimeToDate = defineNodeType({
  type: 'lib.date.DatetimeToDate',
  title: 'Datetime To Date',
  description: 'Gives the day of a day and time; the time of day is dropped.',
  tags: ['datetime', 'date', 'convert'],
  properties: { input_datetime: datetime('The day and time.') },
  outputs: { output: 'date' },
  exposeAsTool: true,
  process: ({ input_datetime }) => {
    const { year, month, day } = readDateTime(input_datetime).wall;
    return { output: { type: 'date', year, month, day } };
  },
});
