import { defineNodeType } from '../../../engine/node-type.js';
import type { NodeType } from '../../../engine/node-type.js';
import type { NodeContext } from '../../../engine/node-context.js';
import { of, str } from '../../../engine/property.js';
import { readCsv } from '../../dataframe/csv.js';
import { toDataFrame } from '../../dataframe/table.js';
import { ValueError } from '../../python/errors.js';
import { utf8Text } from '../../utf8-text.js';
import { readWorkspaceText } from '../../workspace-files.js';
import { emptyValue, isEmptyAsset } from '../empty-values.js';

const defineLoader = (
  name: 'LoadCSVFile' | 'LoadCSVURL',
  title: string,
  description: string,
  property: string,
  load: (place: string, context: NodeContext) => Promise<string>,
): NodeType =>
  defineNodeType({
    type: `nodetool.data.${name}`,
    title,
    description,
    tags: ['dataframe', 'table', 'csv', 'load'],
    properties: { [property]: str('', { description: 'Where the CSV file is.' }) },
    outputs: { output: 'dataframe' },
    exposeAsTool: true,
    isPure: false,
    isRetrySafe: true,
    process: async (inputs, context) => ({
      output: toDataFrame(await readCsv(await load(inputs[property] ?? '', context))),
    }),
  });

/** `nodetool.data.LoadCSVFile`: a table of a CSV file in the workspace. */
export const LoadCSVFile = defineLoader(
  'LoadCSVFile',
  'Load CSV File',
  'Reads a table from a CSV file in the workspace.',
  'file_path',
  (path, context) => readWorkspaceText(path, 'file_path', context),
);

/** `nodetool.data.LoadCSVURL`: a table of a CSV file on the web. */
export const LoadCSVURL = defineLoader(
  'LoadCSVURL',
  'Load CSV from URL',
  'Reads a table from a CSV file at a web address.',
  'url',
  async (url, context) => {
    if (url === '') throw new ValueError('url cannot be empty');
    const response = await context.http.fetch(url);
    if (!response.ok) throw new Error(`${url} answered with status ${response.status} instead of a CSV file`);
    return utf8Text(new Uint8Array(await response.arrayBuffer()), url);
  },
);

/** `nodetool.data.LoadCSVAssets`: a step per CSV file of an asset folder. */
export const LoadCSVAssets = defineNodeType({
  type: 'nodetool.data.LoadCSVAssets',
  title: 'Load CSV Assets',
  description: 'Reads the CSV files of a folder of assets, one table after another.',
  tags: ['dataframe', 'table', 'csv', 'load', 'folder', 'asset'],
  properties: { folder: of('folder', emptyValue('folder'), { description: 'Folder of assets to read from.' }) },
  outputs: { dataframe: 'dataframe', name: 'str' },
  exposeAsTool: true,
  isPure: false,
  isRetrySafe: true,
  generate: async function* ({ folder }, context) {
    if (isEmptyAsset(folder)) throw new ValueError('Please select an asset folder.');
    for await (const asset of context.assets.list(folder, { contentType: 'text/csv' })) {
      const text = utf8Text(await context.assets.read(asset), asset.name);
      yield { dataframe: toDataFrame(await readCsv(text)), name: asset.name };
    }
  },
});
