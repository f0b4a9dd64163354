import { mkdir } from 'node:fs/promises';

import { defineNodeType } from '../../../engine/node-type.js';
import { bool, str } from '../../../engine/property.js';
import { findFacts } from '../../files/file-facts.js';
import { osError, withPath } from '../../files/os-error.js';
import { copyOne, move } from '../../files/transfer.js';
import { given } from './given.js';

/** Copies a file. */
export const CopyFile = defineNodeType({
  type: 'lib.os.CopyFile',
  title: 'Copy File',
  description: 'Copies a file within the workspace, into a folder or to a name, and gives the path of the copy.',
  tags: ['file', 'copy', 'duplicate'],
  properties: {
    source_path: str('', { description: 'The file.' }),
    destination_path: str('', { description: 'Folder or name of the copy; a file there is replaced.' }),
  },
  outputs: { output: 'str' },
  isPure: false,
  isRetrySafe: true,
  process: async ({ source_path, destination_path }, context) => ({
    output: await copyOne(given('source_path', source_path), given('destination_path', destination_path), context),
  }),
});

/** Moves or renames a file or folder. */
export const MoveFile = defineNodeType({
  type: 'lib.os.MoveFile',
  title: 'Move File',
  description: 'Moves or renames a file or folder within the workspace.',
  tags: ['file', 'move', 'rename'],
  properties: {
    source_path: str('', { description: 'The file or folder.' }),
    destination_path: str('', { description: 'Folder that takes it, or its new name; a file there is replaced.' }),
  },
  isPure: false,
  process: async ({ source_path, destination_path }, context) => {
    await move(given('source_path', source_path), given('destination_path', destination_path), context);
  },
});

/** Makes a folder with those above it. */
export const CreateDirectory = defineNodeType({
  type: 'lib.os.CreateDirectory',
  title: 'Create Directory',
  description: 'Makes a folder in the workspace, with the folders above it.',
  tags: ['folder', 'directory', 'create'],
  properties: {
    path: str('', { description: 'Path of the folder.' }),
    exist_ok: bool(true, { description: 'Whether it may be there already.' }),
  },
  isPure: false,
  isRetrySafe: true,
  process: async ({ path, exist_ok }, context) => {
    const place = await context.workspace.resolve(given('path', path));
    if (!exist_ok && (await findFacts(path, context))) throw osError('EEXIST', path);
    await withPath(path, () => mkdir(place, { recursive: true }));
  },
});
