import { ValueError } from '../python/errors.js';
import { formatValue } from '../python/format-value.js';
import { formatFloat } from '../python/number.js';
import { isMissing } from '../python/query-functions.js';
import { csvRecords, lineOfRecord, writeCsvRecords } from './csv-text.js';
import type { Kind, Series } from './series.js';
import { seriesOf } from './series.js';
import type { Table } from './table.js';

/** Texts that stand for a missing value, as pandas reads them. */
const MISSING: ReadonlySet<string> = new Set(
  '#N/A|#N/A N/A|#NA|-1.#IND|-1.#QNAN|-NaN|-nan|1.#IND|1.#QNAN|<NA>|N/A|NA|NULL|NaN|None|n/a|nan|null'
    .split('|')
    .concat(''),
);
const TRUTHS: ReadonlyMap<string, boolean> = new Map([
  ...['True', 'TRUE', 'true'].map((text) => [text, true] as const),
  ...['False', 'FALSE', 'false'].map((text) => [text, false] as const),
]);
const INTEGER = /^\s*[+-]?\d+\s*$/;
const NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;
const INFINITE = /^\s*([+-]?)inf(?:inity)?\s*$/i;

/**
 * Reads a CSV text whose first line names the columns. Columns of numbers and of truth values become such; whole numbers
 * that a number can't hold exactly stay texts.
 *
 * @throws ValueError when the text is empty, or a line has too many fields
 */
export const readCsv = async (text: string): Promise<Table> => {
  const [header, ...records] = await csvRecords(text);
  if (!header) throw new ValueError('No columns to parse from file');
  // A first row that is longer than the header begins with labels of the row, which have no name.
  const width = Math.max(header.length, records[0]?.length ?? 0);
  const labels = width - header.length;
  const wide = records.findIndex((fields) => fields.length > width);
  if (wide >= 0) throw tooWide(width, records[wide]?.length ?? 0, await lineOfRecord(text, wide + 1));
  const columns = namesOf(header).map((name, index) =>
    readColumn(
      name,
      records.map((fields) => fields[index + labels] ?? ''),
    ),
  );
  return { columns, height: records.length };
};

/** Writes a table as CSV text: missing values are empty, whole numbers of a `float` column end in `.0`. */
export const writeCsv = ({ columns, height }: Table): Promise<string> => {
  const rows = Array.from({ length: height }, (_, row) =>
    columns.map(({ kind, values }) => fieldOf(values[row], kind)),
  );
  return writeCsvRecords([columns.map(({ name }) => name), ...rows]);
};

const tooWide = (width: number, count: number, line: number): ValueError =>
  new ValueError(`Error tokenizing data. C error: Expected ${width} fields in line ${line}, saw ${count}\n`);

/** A name that is there already gets a number; an empty one says where it stands. */
const namesOf = (fields: readonly string[]): string[] => {
  const taken = new Set<string>();
  return fields.map((field, index) => {
    const name = field === '' ? `Unnamed: ${index}` : field;
    let free = name;
    for (let count = 1; taken.has(free); count += 1) free = `${name}.${count}`;
    taken.add(free);
    return free;
  });
};

const readColumn = (name: string, fields: readonly string[]): Series => {
  const present = fields.filter((field) => !MISSING.has(field));
  if (present.length === 0) return seriesOf(name, fields.map(missingOr), true);
  const read = readerOf(present);
  return seriesOf(
    name,
    fields.map((field) => (MISSING.has(field) ? NaN : read.value(field))),
    read.isFloat,
  );
};

const missingOr = (field: string): unknown => (MISSING.has(field) ? NaN : field);

const readerOf = (
  fields: readonly string[],
): { readonly value: (field: string) => unknown; readonly isFloat: boolean } => {
  if (fields.every((field) => INTEGER.test(field))) {
    const isExact = fields.every((field) => Number.isSafeInteger(Number(field)));
    return { value: isExact ? Number : String, isFloat: false };
  }
  if (fields.every(isNumberText)) return { value: numberOfText, isFloat: true };
  if (fields.every((field) => TRUTHS.has(field))) return { value: (field) => TRUTHS.get(field), isFloat: false };
  return { value: String, isFloat: false };
};

const isNumberText = (field: string): boolean => NUMBER.test(field) || INFINITE.test(field);

const numberOfText = (field: string): number => {
  const sign = INFINITE.exec(field)?.[1];
  if (sign === undefined) return Number(field);
  return sign === '-' ? -Infinity : Infinity;
};

const fieldOf = (value: unknown, kind: Kind): string => {
  if (isMissing(value)) return '';
  return kind === 'float' && typeof value === 'number' ? formatFloat(value) : formatValue(value);
};
