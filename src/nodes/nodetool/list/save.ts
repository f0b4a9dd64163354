import { defineNodeType } from '../../../engine/node-type.js';
import { list, str } from '../../../engine/property.js';
import { formatValue } from '../../python/format-value.js';
import { saveFile } from '../saved-file.js';

/** `nodetool.list.SaveList`: a list as an asset, one item per line. */
export const SaveList = defineNodeType({
  type: 'nodetool.list.SaveList',
  title: 'Save List',
  description: 'Keeps a list as a text file among the assets, one item per line.',
  tags: ['list', 'save', 'file', 'asset'],
  properties: {
    values: list('any', [], { description: 'The list.' }),
    name: str('text.txt', { description: 'Name of the file; codes such as %Y stand for the time, in UTC.' }),
  },
  outputs: { output: 'text' },
  requiredInputs: ['values'],
  isPure: false,
  process: async ({ values, name }, context) => {
    const content = { bytes: new TextEncoder().encode(values.map(formatValue).join('\n')) };
    const file = { content, namePattern: name, folder: null, type: 'text', contentType: 'text/plain' };
    return { output: await saveFile(file, context) };
  },
});
