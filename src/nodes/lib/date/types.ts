import type { NodeType } from '../../../engine/node-type.js';
import { AddTimeDelta, BoundaryTime, DateDifference, DateRange, GetQuarter, IsDateInRange } from './arithmetic.js';
import { DatetimeToDate, DateToDatetime, Now, RelativeTime, Today } from './clock.js';
import { FormatDateTime, GetWeekday, ParseDate, ParseDateTime } from './text.js';

/** Node types of `lib.date`. */
export const libDateTypes: readonly NodeType[] = [
  AddTimeDelta,
  BoundaryTime,
  DateDifference,
  DateRange,
  DateToDatetime,
  DatetimeToDate,
  FormatDateTime,
  GetQuarter,
  GetWeekday,
  IsDateInRange,
  Now,
  ParseDate,
  ParseDateTime,
  RelativeTime,
  Today,
];
