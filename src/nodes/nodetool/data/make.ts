import { isRecord } from '../../../common/json.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { list, of, str } from '../../../engine/property.js';
import { readCsv } from '../../dataframe/csv.js';
import { tableOfJson } from '../../dataframe/from-json.js';
import { tableOfRecords } from '../../dataframe/table.js';
import { ValueError } from '../../python/errors.js';
import { formatValue } from '../../python/format-value.js';
import { readJson } from '../../python/json-text.js';
import { defineFrameType } from './frame-type.js';

/** `nodetool.data.Schema`: names and kinds of columns. */
export const Schema = defineNodeType({
  type: 'nodetool.data.Schema',
  title: 'Schema',
  description: 'Gives the names and kinds of the columns that a table is to have.',
  tags: ['dataframe', 'schema', 'columns'],
  properties: { columns: of('record_type', { type: 'record_type', columns: [] }, { description: 'The columns.' }) },
  outputs: { output: 'record_type' },
  process: ({ columns }) => ({ output: columns }),
});

/** `nodetool.data.ImportCSV`: a table of CSV text. */
export const ImportCSV = defineFrameType({
  name: 'ImportCSV',
  title: 'Import CSV',
  description: 'Reads a table from CSV text, whose first line names the columns.',
  tags: ['csv', 'import', 'parse'],
  properties: { csv_data: str('', { title: 'CSV Data', description: 'The text.' }) },
  change: ({ csv_data: text }) => readCsv(text),
});

/** `nodetool.data.FromList`: a table of dictionaries; lists and dictionaries in them become texts. */
export const FromList = defineFrameType({
  name: 'FromList',
  title: 'Table from List',
  description: 'Makes a table of a list of dictionaries, a row of each. A dictionary as value counts with its "value".',
  tags: ['list', 'convert', 'records'],
  properties: { values: list('any', [], { title: 'Values', description: 'The dictionaries.' }) },
  change: ({ values }) => tableOfRecords(values.map(recordOf)),
});

/** `nodetool.data.JSONToDataframe`: a table of JSON text. */
export const JSONToDataframe = defineFrameType({
  name: 'JSONToDataframe',
  title: 'Convert JSON to DataFrame',
  description: 'Reads a table from JSON text: a list of objects, a list of lists, or an object with a list per column.',
  tags: ['json', 'convert', 'parse'],
  properties: { text: str('', { title: 'JSON', description: 'The JSON text.' }) },
  change: ({ text }) => tableOfJson(readJson(text)),
});

const recordOf = (value: unknown): Readonly<Record<string, unknown>> => {
  if (!isRecord(value)) throw new ValueError('List must contain dicts.');
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cellOf(item)]));
};

const cellOf = (value: unknown): unknown => {
  if (isRecord(value) && Object.hasOwn(value, 'value')) return value['value'];
  const isPlain = value === null || typeof value === 'number' || typeof value === 'boolean';
  return isPlain ? value : formatValue(value);
};
