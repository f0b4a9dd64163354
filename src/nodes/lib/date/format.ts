import { reprValue } from '../../python/format-value.js';
import { ValueError } from '../../python/errors.js';
import type { Moment, WireDateTime } from './moment.js';
import { checkDate, readDateTime, UNSET_DATETIME } from './moment.js';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

type Fields = { -readonly [K in keyof WireDateTime]: WireDateTime[K] };

interface Directive {
  readonly write: (moment: Moment) => string;
  readonly pattern: string;
  readonly read: (text: string, fields: Fields) => void;
}

/** The `strftime` codes that NodeTool's date formats consist of. */
const DIRECTIVES: Readonly<Record<string, Directive>> = {
  Y: {
    write: ({ wall }) => pad(wall.year, 4),
    pattern: '\\d{4}',
    read: (text, fields) => (fields.year = Number(text)),
  },
  m: {
    write: ({ wall }) => pad(wall.month),
    pattern: '1[0-2]|0[1-9]|[1-9]',
    read: (text, fields) => (fields.month = Number(text)),
  },
  B: {
    write: ({ wall }) => MONTHS[wall.month - 1] ?? '',
    pattern: MONTHS.toSorted((a, b) => b.length - a.length).join('|'),
    read: (text, fields) => (fields.month = monthOf(text)),
  },
  d: {
    write: ({ wall }) => pad(wall.day),
    pattern: '3[01]|[12]\\d|0[1-9]|[1-9]| [1-9]',
    read: (text, fields) => (fields.day = Number(text)),
  },
  H: {
    write: ({ wall }) => pad(wall.hour),
    pattern: '2[0-3]|[01]\\d|\\d',
    read: (text, fields) => (fields.hour = Number(text)),
  },
  M: {
    write: ({ wall }) => pad(wall.minute),
    pattern: '[0-5]\\d|\\d',
    read: (text, fields) => (fields.minute = Number(text)),
  },
  S: {
    write: ({ wall }) => pad(wall.second),
    pattern: '6[01]|[0-5]\\d|\\d',
    read: (text, fields) => (fields.second = Number(text)),
  },
  z: {
    write: ({ offsetSeconds }) => formatOffset(offsetSeconds),
    pattern: '[+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d)?|Z',
    read: (text, fields) => {
      fields.utc_offset = parseOffset(text);
      fields.tzinfo = zoneNameOf(fields.utc_offset);
    },
  },
};

/** Writes a moment by `strftime` codes; years have four digits, names are English. */
export const formatMoment = (moment: Moment, format: string): string =>
  format.replace(/%(.)/g, (code, letter: string) => DIRECTIVES[letter]?.write(moment) ?? code);

/**
 * Reads a datetime by `strptime` codes. Numbers may lack their leading zero; without an offset it's UTC.
 *
 * @throws ValueError when the text has another form or names a day that doesn't exist
 */
export const parseDateTime = (text: string, format: string): WireDateTime => {
  const { pattern, letters } = patternOf(format);
  const match = pattern.exec(text);
  if (!match) throw new ValueError(`time data ${reprValue(text)} does not match format ${reprValue(format)}`);
  if (match[0].length < text.length) {
    throw new ValueError(`unconverted data remains: ${text.slice(match[0].length)}`);
  }
  const fields: Fields = { ...UNSET_DATETIME, year: 1900, month: 1, day: 1 };
  letters.forEach((letter, index) => DIRECTIVES[letter]?.read(match[index + 1] ?? '', fields));
  checkDate(fields.year, fields.month, fields.day);
  readDateTime(fields);
  return fields;
};

/** English name of a moment's day of the week. */
export const weekdayName = ({ wall }: Moment): string => WEEKDAYS[wall.weekday - 1] ?? '';

const patternOf = (format: string): { readonly pattern: RegExp; readonly letters: readonly string[] } => {
  const letters: string[] = [];
  const source = format
    .replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
    .replace(/\s+/g, '\\s+')
    .replace(/%(.)/g, (code, letter: string) => {
      const directive = DIRECTIVES[letter];
      if (!directive) return code;
      letters.push(letter);
      return `(${directive.pattern})`;
    });
  return { pattern: new RegExp(`^${source}`, 'i'), letters };
};

const monthOf = (name: string): number => MONTHS.findIndex((month) => month.toLowerCase() === name.toLowerCase()) + 1;

const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');

const formatOffset = (seconds: number, separator = ''): string => {
  const size = Math.abs(seconds);
  const parts = [Math.floor(size / 3600), Math.floor((size % 3600) / 60)];
  if (size % 60 > 0) parts.push(Math.floor(size % 60));
  return (seconds < 0 ? '-' : '+') + parts.map((part) => pad(part)).join(separator);
};

const zoneNameOf = (seconds: number): string => (seconds === 0 ? 'UTC' : `UTC${formatOffset(seconds, ':')}`);

const parseOffset = (text: string): number => {
  if (text.toUpperCase() === 'Z') return 0;
  const [hours = 0, minutes = 0, seconds = 0] = (text.slice(1).match(/\d\d/g) ?? []).map(Number);
  const size = hours * 3600 + minutes * 60 + seconds;
  return text.startsWith('-') && size > 0 ? -size : size;
};
