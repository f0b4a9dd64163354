import { defineNodeType } from '../../../engine/node-type.js';
import { of, str } from '../../../engine/property.js';
import { emptyValue } from '../empty-values.js';
import { saveFile } from '../saved-file.js';

/** Keeps a picture as an asset. */
export const SaveImage = defineNodeType({
  type: 'nodetool.image.SaveImage',
  title: 'Save Image',
  description: 'Keeps a picture as a file among the assets, wherever it comes from, and gives the reference to it.',
  tags: ['image', 'save', 'file', 'asset'],
  properties: {
    image: of('image', emptyValue('image'), { description: 'The picture.' }),
    folder: of('folder', emptyValue('folder'), { description: 'Folder of assets to put it into.' }),
    name: str('%Y-%m-%d_%H-%M-%S.png', {
      description: 'Name of the file; codes such as %Y stand for the time, in UTC.',
    }),
  },
  outputs: { output: 'image' },
  requiredInputs: ['image'],
  isPure: false,
  process: async ({ image, folder, name }, context) => {
    const path = await context.assets.path(image);
    const saved = await saveFile({ content: { path }, namePattern: name, folder, type: 'image' }, context);
    return { output: { ...emptyValue('image'), ...saved } };
  },
});
