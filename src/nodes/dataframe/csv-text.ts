import { ValueError } from '../python/errors.js';

/** A record of a CSV text that isn't an empty line. */
export interface CsvRecord {
  readonly fields: readonly string[];
  /** Number of the line on which it ends, from 1. */
  readonly line: number;
}

/** Stands for an empty field in quotation marks while the text is read: such a line isn't empty. */
const QUOTED_EMPTY = '\u0000';

/**
 * Cuts a CSV text into its records; empty lines are left out, a quotation mark inside of a field is a character like any.
 *
 * @throws ValueError when a quotation mark is never closed
 */
export const csvRecords = async (text: string): Promise<readonly CsvRecord[]> => {
  const { CsvError, parse } = await import('csv-parse/sync');
  try {
    // With `info` each item is a record beside what is known of it.
    const parsed = parse(text, {
      bom: true,
      info: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
      cast: (value, { quoting }) => (quoting && value === '' ? QUOTED_EMPTY : value),
    }) as unknown as readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
    return parsed
      .filter(({ record }) => record.length > 1 || (record[0] ?? '').trim() !== '')
      .map(({ record, info }) => ({
        fields: record.map((field) => (field === QUOTED_EMPTY ? '' : field)),
        line: info.lines,
      }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new ValueError(`Error tokenizing data. C error: ${error.message}`, { cause: error });
  }
};

/** Writes records as CSV text, with a line feed after each. */
export const writeCsvRecords = async (
  records: readonly (readonly string[])[],
  lineEnd: '\n' | '\r\n' = '\n',
): Promise<string> => {
  const { stringify } = await import('csv-stringify/sync');
  const isSingle = records[0]?.length === 1;
  // The empty text of a single column needs its quotation marks: an empty line is no record.
  return stringify(
    records.map((record) => [...record]),
    { record_delimiter: lineEnd, quoted_match: /[\r\n]/, quoted_empty: isSingle },
  );
};
