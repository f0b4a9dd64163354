import { describe, expect, it } from '@jest/globals';

import type { NodeContext } from '../../../engine/node-context.js';
import type { NodeType, ProcessResult } from '../../../engine/node-type.js';
import { AddTimeDelta, BoundaryTime, DateDifference, DateRange, GetQuarter, IsDateInRange } from './arithmetic.js';
import { Now, RelativeTime } from './clock.js';
import type { WireDateTime } from './moment.js';
import { UNSET_DATETIME } from './moment.js';

const at = (year: number, month: number, day: number, more: Partial<WireDateTime> = {}): WireDateTime => ({
  ...UNSET_DATETIME,
  year,
  month,
  day,
  ...more,
});

// The types under test use nothing of their context but the clock.
const clock = { now: () => new Date('2024-01-31T12:00:00.250Z') } as NodeContext;

const run = async ({ behaviour }: NodeType, inputs: Readonly<Record<string, unknown>>): Promise<ProcessResult> => {
  if (behaviour.kind !== 'process') throw new TypeError('not a process type');
  return behaviour.process(inputs, clock);
};

describe('AddTimeDelta', () => {
  it('moves the wall clock across a leap day and keeps zone and microseconds', async () => {
    const zone = { tzinfo: 'X', utc_offset: 3600, microsecond: 7 };
    const inputs = { input_datetime: at(2024, 2, 28, { hour: 23, ...zone }), days: 1, hours: 1, minutes: 1 };
    expect(await run(AddTimeDelta, inputs)).toEqual({ output: at(2024, 3, 1, { minute: 1, ...zone }) });
  });

  it('refuses to leave the years 1 to 9999', async () => {
    const inputs = { input_datetime: at(9999, 12, 31), days: 1, hours: 0, minutes: 0 };
    await expect(run(AddTimeDelta, inputs)).rejects.toThrow('date value out of range');
  });
});

describe('DateDifference', () => {
  it('counts instants, whatever the zones', async () => {
    const inputs = {
      start_date: at(2024, 1, 1, { hour: 1, tzinfo: 'X', utc_offset: 3600 }),
      end_date: at(2024, 1, 2, { second: 5 }),
    };
    expect(await run(DateDifference, inputs)).toEqual({
      total_seconds: 86_405,
      days: 1,
      hours: 0,
      minutes: 0,
      seconds: 5,
    });
  });

  it('goes back with negative days whose parts count up', async () => {
    const inputs = { start_date: at(2024, 1, 2), end_date: at(2024, 1, 1, { hour: 23, microsecond: 1 }) };
    expect(await run(DateDifference, inputs)).toEqual({
      total_seconds: -3599,
      days: -1,
      hours: 23,
      minutes: 0,
      seconds: 0,
    });
  });
});

describe('DateRange', () => {
  it('includes the end where a step meets it and is empty when the end comes first', async () => {
    const start_date = at(2024, 2, 27);
    const { output } = (await run(DateRange, { start_date, end_date: at(2024, 3, 2), step_days: 2 })) ?? {};
    expect(output).toEqual([at(2024, 2, 27), at(2024, 2, 29), at(2024, 3, 2)]);
    expect(await run(DateRange, { start_date, end_date: at(2024, 2, 1), step_days: 1 })).toEqual({ output: [] });
  });

  it.each([0, -1])('refuses a step of %d, which would never end', async (step_days) => {
    const inputs = { start_date: at(2024, 1, 1), end_date: at(2024, 1, 2), step_days };
    await expect(run(DateRange, inputs)).rejects.toThrow('step_days must be at least 1');
  });

  it('ends with the calendar, and before a list that is too long', async () => {
    const end_date = at(9999, 12, 31);
    await expect(run(DateRange, { start_date: at(1, 1, 1), end_date, step_days: 1 })).rejects.toThrow(
      'choose a larger',
    );
    const last = { start_date: at(9999, 12, 30), end_date, step_days: 1 };
    await expect(run(DateRange, last)).rejects.toThrow('date value out of range');
    await expect(run(DateRange, { ...last, step_days: 2 ** 53 })).rejects.toThrow('date value out of range');
  });
});

describe('IsDateInRange', () => {
  it('counts the bounds only when asked', async () => {
    const day = at(2024, 1, 1, { microsecond: 5 });
    const bounds = { check_date: day, start_date: day, end_date: at(2024, 1, 2) };
    expect(await run(IsDateInRange, { ...bounds, inclusive: true })).toEqual({ output: true });
    expect(await run(IsDateInRange, { ...bounds, inclusive: false })).toEqual({ output: false });
  });
});

describe('BoundaryTime', () => {
  it.each([
    ['week', 'start', false, at(2024, 3, 3)],
    ['week', 'end', true, at(2024, 3, 10, { hour: 23, minute: 59, second: 59, microsecond: 999_999 })],
    ['month', 'end', true, at(2024, 3, 31, { hour: 23, minute: 59, second: 59, microsecond: 999_999 })],
    ['year', 'start', true, at(2024, 1, 1)],
  ])('%s %s', async (period, boundary, start_monday, expected) => {
    const input_datetime = at(2024, 3, 6, { hour: 5, microsecond: 3 });
    const result = await run(BoundaryTime, { input_datetime, period, boundary, start_monday });
    expect(result).toEqual({ output: expected });
  });
});

describe('GetQuarter', () => {
  it('gives the first and the last day in the zone of the input', async () => {
    const zone = { tzinfo: 'X', utc_offset: 3600 };
    expect(await run(GetQuarter, { input_datetime: at(2024, 11, 5, zone) })).toEqual({
      quarter: 4,
      quarter_start: at(2024, 10, 1, zone),
      quarter_end: at(2024, 12, 31, zone),
    });
  });
});

describe('types that look at the clock', () => {
  it('Now is UTC with microseconds', async () => {
    expect(await run(Now, {})).toEqual({ output: at(2024, 1, 31, { hour: 12, microsecond: 250_000 }) });
  });

  it('RelativeTime takes the last day of a month that is too short', async () => {
    const result = await run(RelativeTime, { amount: 1, unit: 'months', direction: 'future' });
    expect(result).toEqual({ output: at(2024, 2, 29, { hour: 12, microsecond: 250_000 }) });
  });
});
