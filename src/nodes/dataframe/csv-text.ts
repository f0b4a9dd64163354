import { ValueError } from '../python/errors.js';

const OPTIONS = { bom: true, record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true, relax_quotes: true };

/**
 * Cuts a CSV text into its records; empty lines are left out, a quotation mark inside of a field is a character like any.
 *
 * @throws ValueError when a quotation mark is never closed
 */
export const csvRecords = async (text: string): Promise<readonly (readonly string[])[]> => {
  const { CsvError, parse } = await import('csv-parse/sync');
  try {
    return parse(text, { ...OPTIONS, skip_empty_lines: true }).filter(isRecord);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new ValueError(`Error tokenizing data. C error: ${error.message}`, { cause: error });
  }
};

/** Number of the line, from 1, on which a record of `csvRecords` ends. To know it of each would make reading four times as slow. */
export const lineOfRecord = async (text: string, index: number): Promise<number> => {
  const { parse } = await import('csv-parse/sync');
  // With `info` each item is a record beside what is known of it.
  const items = parse(text, { ...OPTIONS, skip_empty_lines: true, info: true }) as unknown as readonly {
    readonly record: readonly string[];
    readonly info: { readonly lines: number };
  }[];
  return items.filter(({ record }) => isRecord(record))[index]?.info.lines ?? 0;
};

/** A line of nothing but blanks is none; an empty field that is alone stood in quotation marks. */
const isRecord = ([first = '', ...others]: readonly string[]): boolean =>
  others.length > 0 || first === '' || first.trim() !== '';

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
