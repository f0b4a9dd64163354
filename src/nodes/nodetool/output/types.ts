import { holdsBytes, keepBytes } from '../../../engine/keep-bytes.js';
import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { any, str } from '../../../engine/property.js';

/** Records every value that arrives as a result of the run. */
export const Output = defineNodeType({
  type: 'nodetool.output.Output',
  title: 'Output',
  description: 'Hands what arrives to the caller of the workflow, as a result with this name.',
  tags: ['output', 'result', 'return'],
  properties: {
    name: str('', { description: 'Name of the result.' }),
    value: any(null, { description: 'The result; every value that arrives is kept.' }),
    description: str('', { description: 'Tells the caller what the result is.' }),
  },
  outputs: { output: 'any' },
  role: 'output',
  isStreamingOutput: true,
  basicFields: ['name', 'value'],
  process: ({ name, value }, { assets }) => {
    if (!holdsBytes(value)) return { output: value };
    const fileName = typeof name === 'string' && name !== '' ? name : 'output';
    return keepBytes(value, assets, fileName).then((output) => ({ output }));
  },
});

/** Node types of `nodetool.output`: where a run's results leave a graph. */
export const nodetoolOutputTypes: readonly NodeType[] = [Output];
