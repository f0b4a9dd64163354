import type { DateTime } from 'luxon';

import { assertNever } from '../../../common/assert-never.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { bool, choice, int } from '../../../engine/property.js';
import { ValueError } from '../../python/errors.js';
import type { Moment, WireDateTime } from './moment.js';
import { compareMoments, LAST_YEAR, readDateTime, timeBetween, withWall, writeDateTime } from './moment.js';
import { datetime } from './properties.js';

const SECONDS_PER_DAY = 86_400;
const PERIODS = ['day', 'week', 'month', 'year'] as const;
const BOUNDARIES = ['start', 'end'] as const;

/** Moves a point in time; it keeps its offset from UTC. */
export const AddTimeDelta = defineNodeType({
  type: 'lib.date.AddTimeDelta',
  title: 'Add Time Delta',
  description: 'Moves a day and time by days, hours and minutes; negative numbers move it back.',
  tags: ['datetime', 'add', 'subtract'],
  properties: {
    input_datetime: datetime('Where to start.'),
    days: int(0, { min: -3650, max: 3650, description: 'Days to add.' }),
    hours: int(0, { min: -24, max: 24, description: 'Hours to add.' }),
    minutes: int(0, { min: -60, max: 60, description: 'Minutes to add.' }),
  },
  outputs: { output: 'datetime' },
  exposeAsTool: true,
  process: ({ input_datetime, days, hours, minutes }) => {
    const moment = readDateTime(input_datetime);
    return { output: writeDateTime(withWall(moment, moment.wall.plus({ days, hours, minutes }))) };
  },
});

/** Time between two points, once as seconds and once in parts; going back, days are negative and the parts add up. */
export const DateDifference = defineNodeType({
  type: 'lib.date.DateDifference',
  title: 'Date Difference',
  description: 'Measures the time from one day and time to another, in seconds and split into days to seconds.',
  tags: ['datetime', 'difference', 'duration'],
  properties: { start_date: datetime('Where to start.'), end_date: datetime('Where to end.') },
  outputs: { total_seconds: 'int', days: 'int', hours: 'int', minutes: 'int', seconds: 'int' },
  exposeAsTool: true,
  process: ({ start_date, end_date }) => {
    const { seconds, microseconds } = timeBetween(readDateTime(start_date), readDateTime(end_date));
    const days = Math.floor(seconds / SECONDS_PER_DAY);
    const rest = seconds - days * SECONDS_PER_DAY;
    return {
      // The whole is cut off towards zero, while the parts count up from the day before.
      total_seconds: seconds < 0 && microseconds > 0 ? seconds + 1 : seconds,
      days,
      hours: Math.floor(rest / 3600),
      minutes: Math.floor((rest % 3600) / 60),
      seconds: rest % 60,
    };
  },
});

/** Lists the points in time from start to end, both included where the steps meet them. */
export const DateRange = defineNodeType({
  type: 'lib.date.DateRange',
  title: 'Date Range',
  description: 'Lists the days from a start to an end, every so many days. The time of day is kept.',
  tags: ['datetime', 'range', 'list'],
  properties: {
    start_date: datetime('First day.'),
    end_date: datetime('Last day.'),
    step_days: int(1, { description: 'Days from one entry to the next, at least 1.' }),
  },
  outputs: { output: 'list[datetime]' },
  exposeAsTool: true,
  process: ({ start_date, end_date, step_days }) => ({
    output: listDates(readDateTime(start_date), readDateTime(end_date), step_days),
  }),
});

/** Tells whether an instant lies between two others. */
export const IsDateInRange = defineNodeType({
  type: 'lib.date.IsDateInRange',
  title: 'Is Date In Range',
  description: 'Tells whether a day and time lies between two others.',
  tags: ['datetime', 'range', 'check'],
  properties: {
    check_date: datetime('The day and time to check.'),
    start_date: datetime('Lower bound.'),
    end_date: datetime('Upper bound.'),
    inclusive: bool(true, { description: 'Whether the bounds themselves count.' }),
  },
  outputs: { output: 'bool' },
  exposeAsTool: true,
  process: ({ check_date, start_date, end_date, inclusive }) => {
    const checked = readDateTime(check_date);
    const sinceStart = compareMoments(checked, readDateTime(start_date));
    const untilEnd = compareMoments(readDateTime(end_date), checked);
    return { output: inclusive ? sinceStart >= 0 && untilEnd >= 0 : sinceStart > 0 && untilEnd > 0 };
  },
});

/** Finds the first or last microsecond of the period around a point in time. */
export const BoundaryTime = defineNodeType({
  type: 'lib.date.BoundaryTime',
  title: 'Boundary Time',
  description: 'Gives the first or the last moment of the day, week, month or year around a day and time.',
  tags: ['datetime', 'start', 'end', 'period'],
  properties: {
    input_datetime: datetime('A day and time within the period.'),
    period: choice('nodetool.nodes.lib.date.PeriodType', PERIODS, 'day', { description: 'The period.' }),
    boundary: choice('nodetool.nodes.lib.date.BoundaryType', BOUNDARIES, 'start', { description: 'Which end of it.' }),
    start_monday: bool(true, { description: 'Whether weeks begin on Monday; off, on Sunday.' }),
  },
  outputs: { output: 'datetime' },
  exposeAsTool: true,
  process: ({ input_datetime, period, boundary, start_monday }) => {
    const moment = readDateTime(input_datetime);
    const start = startOf(moment.wall, period, start_monday);
    if (boundary === 'start') return { output: writeDateTime(withWall(moment, start, 0)) };
    const last = start.plus({ [period]: 1 }).minus({ seconds: 1 });
    return { output: writeDateTime(withWall(moment, last, 999_999)) };
  },
});

/** Finds the quarter of a year; start and end are midnights, and keep the zone of the input. */
export const GetQuarter = defineNodeType({
  type: 'lib.date.GetQuarter',
  title: 'Get Quarter',
  description: 'Gives the quarter of the year that a day lies in, with the first and the last day of that quarter.',
  tags: ['datetime', 'quarter', 'calendar'],
  properties: { input_datetime: datetime('A day within the quarter.') },
  outputs: { quarter: 'int', quarter_start: 'datetime', quarter_end: 'datetime' },
  exposeAsTool: true,
  process: ({ input_datetime }) => {
    const moment = readDateTime(input_datetime);
    const start = moment.wall.startOf('quarter');
    return {
      quarter: moment.wall.quarter,
      quarter_start: writeDateTime(withWall(moment, start, 0)),
      quarter_end: writeDateTime(withWall(moment, start.endOf('quarter').startOf('day'), 0)),
    };
  },
});

/** Every day of some 270 years. */
const MAX_DATES = 100_000;

const listDates = (start: Moment, end: Moment, stepDays: number): readonly WireDateTime[] => {
  const dates: WireDateTime[] = [];
  if (stepDays <= 0 && compareMoments(start, end) <= 0) throw new ValueError('step_days must be at least 1');
  const count = end.wall.diff(start.wall, 'days').days / stepDays;
  if (count > MAX_DATES) {
    throw new ValueError(
      `${Math.round(count)} dates are more than the ${MAX_DATES} of a list: choose a larger step_days`,
    );
  }
  for (let moment = start; compareMoments(moment, end) <= 0;) {
    dates.push(writeDateTime(moment));
    moment = withWall(moment, moment.wall.plus({ days: stepDays }));
    if (!moment.wall.isValid || moment.wall.year > LAST_YEAR) throw new ValueError('date value out of range');
  }
  return dates;
};

const startOf = (wall: DateTime, period: (typeof PERIODS)[number], isFromMonday: boolean): DateTime => {
  switch (period) {
    case 'day':
    case 'month':
    case 'year':
      return wall.startOf(period);
    case 'week':
      return wall.minus({ days: isFromMonday ? wall.weekday - 1 : wall.weekday % 7 }).startOf('day');
    default:
      return assertNever(period);
  }
};
