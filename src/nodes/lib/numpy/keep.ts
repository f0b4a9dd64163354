import { defineNodeType } from '../../../engine/node-type.js';
import { choice, of, str } from '../../../engine/property.js';
import { arrayValue, readArray } from '../../ndarray/array-value.js';
import { npyOfArray } from '../../ndarray/media.js';
import { plotArray } from '../../ndarray/plot.js';
import { emptyValue } from '../../nodetool/empty-values.js';
import { saveFile } from '../../nodetool/saved-file.js';
import { decodePicture, holdPicture } from '../../pixels/picture-codec.js';
import { arrayProperty } from './array-types.js';

/** Keeps an array as an asset. */
export const SaveArray = defineNodeType({
  type: 'lib.numpy.io.SaveArray',
  title: 'Save Array',
  description: 'Keeps an array as a file of NumPy (.npy) among the assets, and hands it on.',
  tags: ['array', 'save', 'file', 'npy'],
  properties: {
    values: arrayProperty('The array.'),
    folder: of('folder', emptyValue('folder'), { description: 'Folder of assets to put it into.' }),
    name: str('%Y-%m-%d_%H-%M-%S.npy', {
      description: 'Name of the file; codes such as %Y stand for the time, in UTC.',
    }),
  },
  outputs: { output: 'np_array' },
  isPure: false,
  process: async ({ values, folder, name }, context) => {
    const output = arrayValue(await readArray(values, context));
    const bytes = npyOfArray(output.value, output);
    await saveFile({ content: { bytes }, namePattern: name, folder, contentType: 'application/octet-stream' }, context);
    return { output };
  },
});

/** Draws an array. */
export const PlotArray = defineNodeType({
  type: 'lib.numpy.visualization.PlotArray',
  title: 'Plot Array',
  description: 'Draws an array as a diagram: one axis as one series, of two axes each column as one.',
  tags: ['array', 'plot', 'chart', 'diagram'],
  properties: {
    values: arrayProperty('The array.'),
    plot_type: choice('nodetool.nodes.lib.numpy.visualization.PlotArray.PlotType', ['line', 'bar', 'scatter'], 'line', {
      description: 'How the values are drawn.',
    }),
  },
  outputs: { output: 'image' },
  process: async ({ values, plot_type }, context) => {
    const svg = plotArray(await readArray(values, context), plot_type);
    return { output: await holdPicture(await decodePicture(Buffer.from(svg), 'diagram'), context) };
  },
});
