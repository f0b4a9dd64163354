import { describe, expect, it } from '@jest/globals';

import { formatMoment, parseDateTime, weekdayName } from './format.js';
import { readDateTime, UNSET_DATETIME } from './moment.js';

const ISO = '%Y-%m-%d';
const ISO_ZONED = '%Y-%m-%dT%H:%M:%S%z';

describe('parseDateTime', () => {
  it.each([
    ['2024-2-9', ISO, { year: 2024, month: 2, day: 9 }],
    ['march 5, 2024', '%B %d, %Y', { year: 2024, month: 3, day: 5 }],
    ['2024035', '%Y%m%d', { year: 2024, month: 3, day: 5 }],
    ['20240305_101112', '%Y%m%d_%H%M%S', { year: 2024, month: 3, day: 5, hour: 10, minute: 11, second: 12 }],
    [
      '2024-03-05T10:11:12-05:30',
      ISO_ZONED,
      { year: 2024, month: 3, day: 5, hour: 10, minute: 11, second: 12, tzinfo: 'UTC-05:30', utc_offset: -19_800 },
    ],
    ['2024-03-05T10:11:12Z', ISO_ZONED, { year: 2024, month: 3, day: 5, hour: 10, minute: 11, second: 12 }],
  ])('reads %s by %s', (text, format, fields) => {
    expect(parseDateTime(text, format)).toEqual({ ...UNSET_DATETIME, ...fields });
  });

  it.each([
    ['', ISO, "time data '' does not match format '%Y-%m-%d'"],
    ['2024-13-01', ISO, "time data '2024-13-01' does not match format '%Y-%m-%d'"],
    ['2024-02-29x', ISO, 'unconverted data remains: x'],
    ['2023-02-29', ISO, 'day is out of range for month'],
    ['0000-01-01', ISO, 'year 0 is out of range'],
    ['2024-03-05T10:11:61', '%Y-%m-%dT%H:%M:%S', 'second must be in 0..59'],
    ['2024-03-05T10:11:12+24:00', ISO_ZONED, /less than 24 hours/],
  ])('refuses %j by %s', (text, format, message) => {
    expect(() => parseDateTime(text, format)).toThrow(message);
  });
});

describe('formatMoment', () => {
  it('writes names, padded numbers and offsets', () => {
    const moment = readDateTime({ year: 824, month: 3, day: 5, hour: 1, tzinfo: 'X', utc_offset: -19_830 });
    expect(formatMoment(moment, '%B %d, %Y')).toBe('March 05, 0824');
    expect(formatMoment(moment, ISO_ZONED)).toBe('0824-03-05T01:00:00-053030');
  });
});

describe('weekdayName', () => {
  it('names the day of the wall clock', () => {
    expect(weekdayName(readDateTime({ year: 2024, month: 2, day: 29 }))).toBe('Thursday');
  });
});
