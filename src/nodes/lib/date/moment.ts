import { DateTime } from 'luxon';

import { ValueError } from '../../python/errors.js';

/** A datetime as it travels: wall-clock fields, the zone's name and its offset from UTC in seconds. */
export interface WireDateTime {
  readonly type: 'datetime';
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  readonly tzinfo: string;
  readonly utc_offset: number;
}

/** A calendar day as it travels. */
export interface WireDate {
  readonly type: 'date';
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** The datetime that no one has set: its year 0 doesn't exist, so that using it is an error. */
export const UNSET_DATETIME: WireDateTime = {
  type: 'datetime',
  year: 0,
  month: 0,
  day: 0,
  hour: 0,
  minute: 0,
  second: 0,
  microsecond: 0,
  tzinfo: 'UTC',
  utc_offset: 0,
};

/** The day that no one has set. */
export const UNSET_DATE: WireDate = { type: 'date', year: 0, month: 0, day: 0 };

/**
 * A checked point in time. `wall` shows its clock fields as if they were UTC and counts milliseconds only down to
 * whole seconds: the offset is fixed, so calendar arithmetic on the wall clock needs no zone rules.
 */
export interface Moment {
  readonly wall: DateTime;
  readonly microsecond: number;
  readonly zoneName: string;
  readonly offsetSeconds: number;
}

const SECONDS_PER_DAY = 86_400;
/** The calendar of a moment ends with it. */
export const LAST_YEAR = 9999;

/**
 * Checks a day.
 *
 * @throws ValueError naming the first part that the calendar doesn't have
 */
export const checkDate = (year: number, month: number, day: number): void => {
  if (!isWithin(year, 1, LAST_YEAR)) throw new ValueError(`year ${year} is out of range`);
  if (!isWithin(month, 1, 12)) throw new ValueError('month must be in 1..12');
  const daysInMonth = DateTime.utc(year, month).daysInMonth ?? 0;
  if (!isWithin(day, 1, daysInMonth)) throw new ValueError('day is out of range for month');
};

/**
 * Reads a datetime; fields that it leaves out are zero, a missing zone is UTC.
 *
 * @throws ValueError naming the first field that is out of range
 */
export const readDateTime = (value: Partial<WireDateTime>): Moment => {
  const fields = { ...UNSET_DATETIME, ...value };
  checkDate(fields.year, fields.month, fields.day);
  if (!isWithin(fields.hour, 0, 23)) throw new ValueError('hour must be in 0..23');
  if (!isWithin(fields.minute, 0, 59)) throw new ValueError('minute must be in 0..59');
  if (!isWithin(fields.second, 0, 59)) throw new ValueError('second must be in 0..59');
  if (!isWithin(fields.microsecond, 0, 999_999)) throw new ValueError('microsecond must be in 0..999999');
  if (!(Math.abs(fields.utc_offset) < SECONDS_PER_DAY)) {
    throw new ValueError(`utc_offset must be less than 24 hours either way, not ${fields.utc_offset} seconds`);
  }
  return {
    wall: DateTime.utc(fields.year, fields.month, fields.day, fields.hour, fields.minute, fields.second),
    microsecond: fields.microsecond,
    zoneName: fields.tzinfo || 'UTC',
    offsetSeconds: fields.utc_offset,
  };
};

/**
 * Writes a moment as it travels.
 *
 * @throws ValueError when arithmetic has left the years 1 to 9999
 */
export const writeDateTime = ({ wall, microsecond, zoneName, offsetSeconds }: Moment): WireDateTime => {
  if (!wall.isValid || !isWithin(wall.year, 1, LAST_YEAR)) throw new ValueError('date value out of range');
  return {
    type: 'datetime',
    year: wall.year,
    month: wall.month,
    day: wall.day,
    hour: wall.hour,
    minute: wall.minute,
    second: wall.second,
    microsecond,
    tzinfo: zoneName,
    utc_offset: offsetSeconds,
  };
};

/** A moment with other clock fields in the same zone. */
export const withWall = (moment: Moment, wall: DateTime, microsecond = moment.microsecond): Moment => ({
  ...moment,
  wall,
  microsecond,
});

/** The instant of a JS date, seen in UTC. */
export const momentAt = (date: Date): Moment => {
  const exact = DateTime.fromJSDate(date, { zone: 'utc' });
  return {
    wall: exact.startOf('second'),
    microsecond: exact.millisecond * 1000,
    zoneName: 'UTC',
    offsetSeconds: 0,
  };
};

/** Time from `start` to `end` as whole seconds, rounded down, and the microseconds above them (0 to 999,999). */
export const timeBetween = (
  start: Moment,
  end: Moment,
): { readonly seconds: number; readonly microseconds: number } => {
  const seconds = epochSeconds(end) - epochSeconds(start);
  const microseconds = end.microsecond - start.microsecond;
  return microseconds < 0
    ? { seconds: seconds - 1, microseconds: microseconds + 1_000_000 }
    : { seconds, microseconds };
};

/** Orders two moments as instants; negative when `a` is earlier. */
export const compareMoments = (a: Moment, b: Moment): number =>
  epochSeconds(a) - epochSeconds(b) || a.microsecond - b.microsecond;

const epochSeconds = ({ wall, offsetSeconds }: Moment): number => wall.toSeconds() - offsetSeconds;

const isWithin = (value: number, low: number, high: number): boolean =>
  Number.isInteger(value) && value >= low && value <= high;
