import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';

import { typeOfFileName } from '../../../common/file-types.js';
import type { NodeContext } from '../../../engine/node-context.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { bool, of, str } from '../../../engine/property.js';
import type { MediaReference } from '../../../engine/services/node-assets.js';
import { ValueError } from '../../python/errors.js';
import { emptyValue, isEmptyAsset } from '../empty-values.js';
import { fileNameOf } from '../saved-file.js';
import { copyForHolding, filesBelow } from './workspace-files.js';

/** Reads a document of the workspace. */
export const LoadDocumentFile = defineNodeType({
  type: 'nodetool.document.LoadDocumentFile',
  title: 'Load Document',
  description: 'Reads a file of the workspace as a document.',
  tags: ['document', 'file', 'load', 'read'],
  properties: { path: str('', { description: 'Path of the file in the workspace.' }) },
  outputs: { output: 'document' },
  isPure: false,
  isRetrySafe: true,
  process: async ({ path }, context) => {
    if (path === '') throw new ValueError('path cannot be empty');
    const held = await holdFile(await context.workspace.resolve(path), context);
    return { output: { ...held, metadata: { path } } };
  },
});

/** Sends the documents of a folder. */
export const ListDocuments = defineNodeType({
  type: 'nodetool.document.ListDocuments',
  title: 'List Documents',
  description:
    'Sends the files of a folder of the workspace one after another as documents, in the order of their names.',
  tags: ['document', 'file', 'folder', 'list', 'stream'],
  properties: {
    folder: str('~', { description: 'Folder of the workspace; ~ is the workspace itself.' }),
    pattern: str('*', { description: 'Which names count, for example *.pdf: * any letters, ? one letter.' }),
    recursive: bool(false, { description: 'Look into the folders below too.' }),
  },
  outputs: { document: 'document' },
  isPure: false,
  isRetrySafe: true,
  async *generate({ folder, pattern, recursive }, context) {
    if (folder === '') throw new ValueError('directory cannot be empty');
    const root = await context.workspace.resolve(folder);
    for (const path of await filesBelow(root, pattern, recursive)) {
      // A name in the folder may be a link that leads out of the workspace.
      const inside = await context.workspace.resolve(path);
      yield { document: { ...(await holdFile(inside, context)), metadata: { path: relative(root, path) } } };
    }
  },
});

/** Writes a document into the workspace. */
export const SaveDocumentFile = defineNodeType({
  type: 'nodetool.document.SaveDocumentFile',
  title: 'Save Document',
  description: 'Writes a document as a file into a folder of the workspace.',
  tags: ['document', 'file', 'save', 'write'],
  properties: {
    document: of('document', emptyValue('document'), { description: 'The document.' }),
    folder: str('', { description: 'Folder of the workspace; it is made where it is missing.' }),
    filename: str('', { description: 'Name of the file; codes such as %Y stand for the time, in UTC.' }),
  },
  isPure: false,
  isRetrySafe: true,
  process: async ({ document, folder, filename }, context) => {
    if (folder === '') throw new ValueError('folder cannot be empty');
    if (filename === '') throw new ValueError('filename cannot be empty');
    if (isEmptyAsset(document)) throw new ValueError('document is not connected: give the document to save');
    const target = await context.workspace.resolve(join(folder, fileNameOf(filename, context.now())));
    await mkdir(await context.workspace.resolve(folder), { recursive: true });
    await writeFile(target, await context.assets.read(document));
  },
});

const holdFile = async (path: string, context: NodeContext): Promise<MediaReference> => {
  const name = basename(path);
  const content = await copyForHolding(path, context);
  return context.assets.hold({ content, type: 'document', contentType: typeOfFileName(name), name });
};
