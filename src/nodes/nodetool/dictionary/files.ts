import { defineNodeType } from '../../../engine/node-type.js';
import { any, int, list, str } from '../../../engine/property.js';
import { csvRecords, writeCsvRecords } from '../../dataframe/csv-text.js';
import { ValueError } from '../../python/errors.js';
import { formatValue, reprValue } from '../../python/format-value.js';
import { writeJson } from '../../python/json-text.js';
import { readWorkspaceText, writeWorkspaceFile } from '../../workspace-files.js';

type Row = Readonly<Record<string, unknown>>;

/** `nodetool.dictionary.LoadCSVFile`: the rows of a CSV file as dictionaries of texts. */
export const LoadCSVFile = defineNodeType({
  type: 'nodetool.dictionary.LoadCSVFile',
  title: 'Load CSV File',
  description: 'Reads a CSV file of the workspace as a list of dictionaries; all values are texts.',
  tags: ['csv', 'load', 'file', 'dictionary', 'list'],
  properties: { path: str('', { description: 'The file, in the workspace.' }) },
  outputs: { output: 'list[dict]' },
  isPure: false,
  isRetrySafe: true,
  process: async ({ path }, context) => {
    const [header, ...records] = await csvRecords(await readWorkspaceText(path, 'path', context));
    return { output: records.map((fields) => recordOf(header ?? [], fields)) };
  },
});

/** `nodetool.dictionary.SaveCSVFile`: dictionaries as a CSV file, with the keys of the first as columns. */
export const SaveCSVFile = defineNodeType({
  type: 'nodetool.dictionary.SaveCSVFile',
  title: 'Save CSV File',
  description:
    'Writes a list of dictionaries to a CSV file in a folder of the workspace. The first one names the columns.',
  tags: ['csv', 'save', 'file', 'dictionary', 'list'],
  properties: {
    data: list<Row>('dict', [], { description: 'The dictionaries.' }),
    folder: str('', { description: 'Folder of the workspace, which must be there.' }),
    filename: str('', { description: 'Name of the file; codes such as %Y stand for the time, in UTC.' }),
  },
  outputs: {},
  isPure: false,
  isRetrySafe: true,
  process: async ({ data, folder, filename }, context) => {
    const [first] = data;
    if (!first) throw new ValueError("'data' field cannot be empty");
    if (folder === '') throw new ValueError('folder cannot be empty');
    if (filename === '') throw new ValueError('filename cannot be empty');
    const names = Object.keys(first);
    const content = await writeCsvRecords([names, ...data.map((row) => fieldsOf(row, names))], '\r\n');
    await writeWorkspaceFile({ folder, pattern: filename, content }, context);
  },
});

/** `nodetool.dictionary.SaveJSON`: a value as JSON text, kept in a file when a folder is given. */
export const SaveJSON = defineNodeType({
  type: 'nodetool.dictionary.SaveJSON',
  title: 'Save JSON',
  description:
    'Writes a value as JSON text into a folder of the workspace and gives the path; without a folder, the text.',
  tags: ['json', 'save', 'file', 'dictionary'],
  properties: {
    data: any({}, { description: 'The value.' }),
    folder: str('', { description: 'Folder of the workspace, which must be there; none gives the text.' }),
    name: str('%Y-%m-%d-%H-%M-%S.json', {
      description: 'Name of the file; codes such as %Y stand for the time, in UTC.',
    }),
    indent: int(2, { description: 'Blanks per level of nesting.' }),
  },
  outputs: { output: 'str' },
  exposeAsTool: true,
  requiredInputs: ['data'],
  isPure: false,
  isRetrySafe: true,
  process: async ({ data, folder, name: pattern, indent }, context) => {
    const content = writeJson(data, { indent });
    if (folder === '') return { output: content };
    const { name, path } = await writeWorkspaceFile({ folder, pattern, content }, context);
    context.save(name, path);
    return { output: path };
  },
});

/** Fields without a name stand together under `null`; names without a field have null. */
const recordOf = (names: readonly string[], fields: readonly string[]): Row => {
  const named = names.map((name, index) => [name, fields[index] ?? null] as const);
  const more = fields.slice(names.length);
  return Object.fromEntries<unknown>(more.length > 0 ? [...named, ['null', more]] : named);
};

const fieldsOf = (row: Row, names: readonly string[]): string[] => {
  const unknown = Object.keys(row).filter((key) => !names.includes(key));
  if (unknown.length > 0) {
    throw new ValueError(
      `dict contains fields not in fieldnames: ${unknown.map((name) => reprValue(name)).join(', ')}`,
    );
  }
  return names.map((name) => {
    const value = row[name];
    return value === null || value === undefined ? '' : formatValue(value);
  });
};
