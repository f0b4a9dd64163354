import { defineNodeType } from '../../../engine/node-type.js';
import type { Property } from '../../../engine/property.js';
import { bool, str } from '../../../engine/property.js';
import { formatMoment, parseDateTime, weekdayName } from './format.js';
import { readDateTime } from './moment.js';
import { datetime } from './properties.js';

/** NodeTool lists the last format twice, under two names; the catalogue keeps that. */
const FORMATS = [
  '%Y-%m-%d',
  '%m/%d/%Y',
  '%d/%m/%Y',
  '%B %d, %Y',
  '%Y%m%d',
  '%Y%m%d_%H%M%S',
  '%Y-%m-%dT%H:%M:%S',
  '%Y-%m-%dT%H:%M:%S%z',
  '%Y-%m-%dT%H:%M:%S%z',
] as const;

const dateFormat = (value: (typeof FORMATS)[number], description: string): Property<string> => ({
  type: { type: 'enum', values: FORMATS, type_name: 'nodetool.nodes.lib.date.DateFormat' },
  default: value,
  description,
});

/** Reads a day from a text. */
export const ParseDate = defineNodeType({
  type: 'lib.date.ParseDate',
  title: 'Parse Date',
  description: 'Reads a day from text that has the chosen form, for example 2024-02-29.',
  tags: ['date', 'parse', 'text'],
  properties: {
    date_string: str('', { description: 'The text.' }),
    input_format: dateFormat('%Y-%m-%d', 'Form of the text.'),
  },
  outputs: { output: 'date' },
  exposeAsTool: true,
  process: ({ date_string, input_format }) => {
    const { year, month, day } = parseDateTime(date_string, input_format);
    return { output: { type: 'date', year, month, day } };
  },
});

/** Reads a point in time from a text. */
export const ParseDateTime = defineNodeType({
  type: 'lib.date.ParseDateTime',
  title: 'Parse Date Time',
  description: 'Reads a day and time from text that has the chosen form. Without an offset it is taken as UTC.',
  tags: ['datetime', 'parse', 'text'],
  properties: {
    datetime_string: str('', { description: 'The text.' }),
    input_format: dateFormat('%Y-%m-%d', 'Form of the text.'),
  },
  outputs: { output: 'datetime' },
  exposeAsTool: true,
  process: ({ datetime_string, input_format }) => ({ output: parseDateTime(datetime_string, input_format) }),
});

/** Writes a point in time as text, in its own zone. */
export const FormatDateTime = defineNodeType({
  type: 'lib.date.FormatDateTime',
  title: 'Format Date Time',
  description: 'Writes a day and time as text in the chosen form.',
  tags: ['datetime', 'format', 'text'],
  properties: {
    input_datetime: datetime('The day and time to write.'),
    output_format: dateFormat('%B %d, %Y', 'Form of the text.'),
  },
  outputs: { output: 'str' },
  exposeAsTool: true,
  process: ({ input_datetime, output_format }) => ({
    output: formatMoment(readDateTime(input_datetime), output_format),
  }),
});

/** Names the day of the week, or numbers it from Monday = 0. */
export const GetWeekday = defineNodeType({
  type: 'lib.date.GetWeekday',
  title: 'Get Weekday',
  description: 'Gives the day of the week, as its English name or as a number that begins with 0 for Monday.',
  tags: ['datetime', 'weekday', 'calendar'],
  properties: {
    input_datetime: datetime('The day.'),
    as_name: bool(true, { description: 'Gives the name; off, the number.' }),
  },
  outputs: { output: 'str|int' },
  exposeAsTool: true,
  process: ({ input_datetime, as_name }) => {
    const moment = readDateTime(input_datetime);
    return { output: as_name ? weekdayName(moment) : moment.wall.weekday - 1 };
  },
});
