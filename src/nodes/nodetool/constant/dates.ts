import { defineNodeType } from '../../../engine/node-type.js';
import { int, str } from '../../../engine/property.js';
import { checkDate } from '../../lib/date/moment.js';

const SECONDS_PER_MINUTE = 60;
const MICROSECONDS_PER_MILLISECOND = 1000;

const dateProperties = {
  year: int(1900, { min: 1, max: 9999, description: 'Year.' }),
  month: int(1, { min: 1, max: 12, description: 'Month of the year, from 1.' }),
  day: int(1, { min: 1, max: 31, description: 'Day of the month, from 1.' }),
};

/** A fixed date; one that the calendar doesn't have is refused. */
export const DateConstant = defineNodeType({
  type: 'nodetool.constant.Date',
  title: 'Date',
  description: 'Gives a fixed day of the calendar.',
  tags: ['constant', 'date', 'day'],
  properties: dateProperties,
  outputs: { output: 'date' },
  process: ({ year, month, day }) => {
    checkDate(year, month, day);
    return { output: { type: 'date', year, month, day } };
  },
});

/** A fixed point in time. Its offset is set in minutes, and leaves in seconds as every datetime's. */
export const DateTime = defineNodeType({
  type: 'nodetool.constant.DateTime',
  title: 'Date Time',
  description: 'Gives a fixed day and time of day in a time zone.',
  tags: ['constant', 'datetime', 'timestamp'],
  properties: {
    ...dateProperties,
    hour: int(0, { min: 0, max: 23, description: 'Hour of the day.' }),
    minute: int(0, { min: 0, max: 59, description: 'Minute of the hour.' }),
    second: int(0, { min: 0, max: 59, description: 'Second of the minute.' }),
    millisecond: int(0, { min: 0, max: 999, description: 'Thousandths of a second.' }),
    tzinfo: str('UTC', { description: 'Name of the time zone.' }),
    utc_offset: int(0, { min: -720, max: 840, description: 'Minutes ahead of UTC.' }),
  },
  outputs: { output: 'datetime' },
  exposeAsTool: true,
  process: ({ millisecond, tzinfo, utc_offset, ...parts }) => ({
    output: {
      type: 'datetime',
      ...parts,
      microsecond: millisecond * MICROSECONDS_PER_MILLISECOND,
      tzinfo,
      utc_offset: utc_offset * SECONDS_PER_MINUTE,
    },
  }),
});
