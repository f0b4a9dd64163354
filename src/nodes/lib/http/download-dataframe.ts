import { isRecord } from '../../../common/json.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { choice, of, str } from '../../../engine/property.js';
import type { Column, DataFrame } from '../../dataframe/dataframe.js';
import { dataframe } from '../../dataframe/dataframe.js';
import { loadOnce } from '../../load-once.js';
import { completeValue } from '../../nodetool/empty-values.js';
import { ValueError } from '../../python/errors.js';
import { ask, bytesOf } from '../../web/answer.js';
import { castCell, inferColumnType } from './cells.js';
import { READS, url } from './properties.js';

const loadCsv = loadOnce(() => import('csv-parse/sync'));

interface RawTable {
  readonly names: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Downloads a table. */
export const DownloadDataframe = defineNodeType({
  type: 'lib.http.DownloadDataframe',
  title: 'Download Table',
  description: 'Reads a CSV, TSV or JSON file from the web as a table, with the columns of your choice or all of them.',
  tags: ['http', 'table', 'dataframe', 'csv', 'json'],
  properties: {
    url,
    file_format: choice('nodetool.nodes.lib.http.DownloadDataframe.FileFormat', ['csv', 'json', 'tsv'], 'csv', {
      description: 'Format of the file.',
    }),
    columns: of<{ readonly columns?: readonly Column[] }>(
      'record_type',
      // A record type has columns besides its mark; the catalogue holds both.
      { type: 'record_type', columns: [] } as { columns: [] },
      { description: 'Columns to take, with their types; none takes all.' },
    ),
    encoding: str('utf-8', { description: 'Encoding of the file, for example utf-8 or latin-1.' }),
    delimiter: str(',', { description: 'What stands between two values of a CSV file.' }),
  },
  outputs: { output: 'dataframe' },
  exposeAsTool: true,
  basicFields: ['url', 'columns', 'file_format'],
  ...READS,
  process: async ({ url: address, file_format: format, columns, encoding, delimiter }, context) => {
    const text = decoderOf(encoding).decode(await bytesOf(await ask(context, address)));
    const table = format === 'json' ? tableOfJson(text) : await tableOfCsv(text, format === 'tsv' ? '\t' : delimiter);
    return { output: completeValue(shapeTable(table, columns.columns ?? [])) };
  },
});

const decoderOf = (encoding: string) => {
  try {
    return new TextDecoder(encoding.replace(/^latin-1$/i, 'latin1'));
  } catch {
    throw new ValueError(`encoding "${encoding}" is unknown: use a name such as utf-8, latin1 or utf-16le`);
  }
};

const tableOfCsv = async (text: string, delimiter: string): Promise<RawTable> => {
  if (delimiter === '') throw new ValueError('delimiter is empty: say what stands between two values');
  const { parse } = await loadCsv();
  const lines = parse(text, {
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  const [names, ...rows] = lines;
  if (!names) throw new ValueError('No data found in CSV');
  return { names, rows };
};

const tableOfJson = (text: string): RawTable => {
  const data: unknown = JSON.parse(text);
  if (!Array.isArray(data) || data.length === 0) {
    throw new ValueError('No data found or data is not a list of records in JSON');
  }
  const [first, ...rest]: unknown[] = data;
  if (Array.isArray(first)) return { names: first.map(String), rows: rest.filter((row) => Array.isArray(row)) };
  const records = data.filter(isRecord);
  if (records.length < data.length) {
    throw new ValueError('JSON data is a list, but items are not dictionaries or lists.');
  }
  const names = [...new Set(records.flatMap(Object.keys))];
  return { names, rows: records.map((record) => names.map((name) => record[name] ?? null)) };
};

/** The chosen columns of a table with values of their types, or all of its columns with types that fit. */
const shapeTable = ({ names, rows }: RawTable, chosen: readonly Column[]): DataFrame => {
  const valuesOf = (name: string): unknown[] => {
    const index = names.indexOf(name);
    return rows.map((row) => (index === -1 ? null : (row[index] ?? null)));
  };
  const raw =
    chosen.length > 0
      ? chosen.map(({ name }) => valuesOf(name))
      : names.map((_, at) => rows.map((row) => row[at] ?? null));
  const columns =
    chosen.length > 0
      ? chosen.map((column) => ({ description: '', ...column }))
      : names.map((name, at) => ({ name, data_type: inferColumnType(raw[at] ?? []), description: '' }));
  const cast = columns.map(({ data_type: type }, at) => (raw[at] ?? []).map((value) => castCell(value, type)));
  return dataframe(
    columns,
    rows.map((_, row) => cast.map((values) => values[row] ?? null)),
  );
};
