import { defineNodeType } from '../../../engine/node-type.js';
import { of, str } from '../../../engine/property.js';
import { writeWorkspaceFile } from '../../workspace-files.js';
import { emptyValue } from '../empty-values.js';
import { saveFile } from '../saved-file.js';

/** Keeps a text as an asset. */
export const SaveText = defineNodeType({
  type: 'nodetool.text.SaveText',
  title: 'Save Text',
  description: 'Keeps a text as a file among the assets, and gives the reference to it.',
  tags: ['text', 'save', 'file', 'asset'],
  properties: {
    text: str('', { description: 'The text.' }),
    folder: of('folder', emptyValue('folder'), { description: 'Folder of assets to put it into.' }),
    name: str('%Y-%m-%d-%H-%M-%S.txt', {
      description: 'Name of the file; codes such as %Y stand for the time, in UTC.',
    }),
  },
  outputs: { output: 'text' },
  isPure: false,
  process: async ({ text, folder, name }, context) => {
    const content = { bytes: new TextEncoder().encode(text) };
    const file = { content, namePattern: name, folder, type: 'text', contentType: 'text/plain' };
    return { output: await saveFile(file, context) };
  },
});

/** Writes a text to a file of the workspace. */
export const SaveTextFile = defineNodeType({
  type: 'nodetool.text.SaveTextFile',
  title: 'Save Text File',
  description: 'Writes a text to a file in a folder of the workspace, and hands the text on as a file.',
  tags: ['text', 'save', 'file', 'workspace'],
  properties: {
    text: str('', { description: 'The text.' }),
    folder: str('', { description: 'Folder of the workspace, which must be there.' }),
    name: str('%Y-%m-%d-%H-%M-%S.txt', {
      description: 'Name of the file; codes such as %Y stand for the time, in UTC.',
    }),
  },
  outputs: { output: 'text' },
  isPure: false,
  isRetrySafe: true,
  process: async ({ text, folder, name: pattern }, context) => {
    const bytes = new TextEncoder().encode(text);
    const { name } = await writeWorkspaceFile({ folder, pattern, content: bytes }, context);
    const output = await context.assets.hold({ content: { bytes }, type: 'text', contentType: 'text/plain', name });
    context.save(name, output);
    return { output };
  },
});
