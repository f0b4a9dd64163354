import { readFile, readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';

import type { NodeContext } from '../../../engine/node-context.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { bool, list, of, str } from '../../../engine/property.js';
import { ValueError } from '../../python/errors.js';
import { namePattern } from '../../python/fnmatch.js';
import { readWorkspaceText } from '../../workspace-files.js';
import { emptyValue, isEmptyAsset } from '../empty-values.js';

/** `nodetool.text.LoadTextAssets`: a step per text of an asset folder. */
export const LoadTextAssets = defineNodeType({
  type: 'nodetool.text.LoadTextAssets',
  title: 'Load Text Assets',
  description: 'Gives references to the texts of a folder of assets, one after another.',
  tags: ['text', 'load', 'folder', 'asset'],
  properties: { folder: of('folder', emptyValue('folder'), { description: 'Folder of assets to look into.' }) },
  outputs: { text: 'text', name: 'str' },
  isPure: false,
  isRetrySafe: true,
  generate: async function* ({ folder }, context) {
    if (isEmptyAsset(folder)) throw new ValueError('Please select an asset folder.');
    for await (const { name, ...reference } of context.assets.list(folder, { contentType: 'text' })) {
      yield { text: { ...reference, type: 'text' }, name };
    }
  },
});

/** `nodetool.text.LoadTextFolder`: a step per text file of a folder, in the order of their paths; of a PDF its text. */
export const LoadTextFolder = defineNodeType({
  type: 'nodetool.text.LoadTextFolder',
  title: 'Load Text Folder',
  description: 'Reads the text files of a folder of the workspace, one after another; of a PDF its text.',
  tags: ['text', 'load', 'folder', 'files'],
  properties: {
    folder: str('', { description: 'Folder of the workspace.' }),
    include_subdirectories: bool(false, { description: 'Looks into the folders inside too.' }),
    extensions: list<string>('str', ['.txt', '.csv', '.json', '.xml', '.md', '.html', '.pdf'], {
      description: 'Ends of file names that count.',
    }),
    pattern: str('', { description: 'Shell pattern that the name or the path must match, such as *report*.' }),
  },
  outputs: { text: 'str', path: 'str' },
  isPure: false,
  isRetrySafe: true,
  generate: async function* ({ folder, include_subdirectories, extensions, pattern }, context) {
    if (folder === '') throw new ValueError('folder cannot be empty');
    const root = await context.workspace.resolve(folder);
    if (!(await isFolder(root))) throw new ValueError(`Folder does not exist: ${folder}`);
    const allowed = new Set(extensions.map((extension) => extension.toLowerCase()));
    const fits = namePattern(pattern);
    for await (const { name, path } of filesIn(root, include_subdirectories)) {
      const isWanted = allowed.has(extname(name).toLowerCase()) && (pattern === '' || fits(name) || fits(path));
      if (isWanted) yield { text: await readText(path, context), path };
    }
  },
});

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** Links aren't followed: they may lead outside, or in circles. */
async function* filesIn(
  folder: string,
  isDeep: boolean,
): AsyncGenerator<{ readonly name: string; readonly path: string }, void, void> {
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isFile()) yield { name: entry.name, path };
    if (entry.isDirectory() && isDeep) yield* filesIn(path, isDeep);
  }
}

const readText = async (path: string, context: NodeContext): Promise<string> => {
  if (extname(path).toLowerCase() !== '.pdf') return readWorkspaceText(path, 'path', context);
  const { extractText } = await import('unpdf');
  const bytes = await readFile(path, { signal: context.signal });
  const { text } = await extractText(new Uint8Array(bytes), { mergePages: true });
  return text;
};
