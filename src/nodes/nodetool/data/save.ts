import { defineNodeType } from '../../../engine/node-type.js';
import { of, str } from '../../../engine/property.js';
import { writeCsv } from '../../dataframe/csv.js';
import { readTable } from '../../dataframe/read-table.js';
import { toDataFrame } from '../../dataframe/table.js';
import { ValueError } from '../../python/errors.js';
import { writeWorkspaceFile } from '../../workspace-files.js';
import { completeValue, emptyValue } from '../empty-values.js';
import { saveFile } from '../saved-file.js';
import { frame } from './frame-type.js';

/** `nodetool.data.SaveDataframe`: a table as a CSV file among the assets. */
export const SaveDataframe = defineNodeType({
  type: 'nodetool.data.SaveDataframe',
  title: 'Save Table',
  description: 'Keeps a table as a CSV file among the assets, and hands it on with the reference.',
  tags: ['dataframe', 'table', 'csv', 'save', 'asset'],
  properties: {
    df: frame('The table.'),
    folder: of('folder', emptyValue('folder'), { description: 'Folder of assets to put it into.' }),
    name: str('output.csv', { description: 'Name of the file; codes such as %Y stand for the time, in UTC.' }),
  },
  outputs: { output: 'dataframe' },
  exposeAsTool: true,
  requiredInputs: ['df'],
  isPure: false,
  process: async ({ df, folder, name }, context) => {
    const table = await readTable(df, context);
    const content = { bytes: new TextEncoder().encode(await writeCsv(table)) };
    const file = { content, namePattern: name, folder, type: 'dataframe', contentType: 'text/csv' };
    const { uri, asset_id } = await saveFile(file, context);
    return { output: { ...toDataFrame(table), uri, asset_id } };
  },
});

/** `nodetool.data.SaveCSVDataframeFile`: a table as a CSV file of the workspace. */
export const SaveCSVDataframeFile = defineNodeType({
  type: 'nodetool.data.SaveCSVDataframeFile',
  title: 'Save CSV File',
  description: 'Writes a table to a CSV file in a folder of the workspace, and hands it on.',
  tags: ['dataframe', 'table', 'csv', 'save', 'file'],
  properties: {
    dataframe: frame('The table.'),
    folder: str('', { description: 'Folder of the workspace, which must be there.' }),
    filename: str('', { description: 'Name of the file; codes such as %Y stand for the time, in UTC.' }),
  },
  outputs: { output: 'dataframe' },
  isPure: false,
  isRetrySafe: true,
  process: async ({ dataframe, folder, filename }, context) => {
    if (folder === '') throw new ValueError('folder cannot be empty');
    if (filename === '') throw new ValueError('filename cannot be empty');
    const content = await writeCsv(await readTable(dataframe, context));
    const { name } = await writeWorkspaceFile({ folder, pattern: filename, content }, context);
    const output = completeValue(dataframe);
    context.save(name, output);
    return { output };
  },
});
