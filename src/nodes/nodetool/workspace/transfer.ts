import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { NodeContext } from '../../../engine/node-context.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { str } from '../../../engine/property.js';
import { findFacts } from '../../files/file-facts.js';
import { withPath } from '../../files/os-error.js';
import { copyOne, copyTree, move } from '../../files/transfer.js';
import { assertRelative, placeOf } from './place.js';

const PROPERTIES = {
  source: str('', { description: 'The file or folder.' }),
  destination: str('', { description: 'Where it goes; the folders above are made.' }),
};

/** Copies a file or a folder. */
export const CopyWorkspaceFile = defineNodeType({
  type: 'nodetool.workspace.CopyWorkspaceFile',
  title: 'Copy Workspace File',
  description: 'Copies a file, or a folder with all that lies in it, within the workspace.',
  tags: ['workspace', 'file', 'copy'],
  properties: PROPERTIES,
  outputs: { output: 'str' },
  isPure: false,
  process: async ({ source, destination }, context) => {
    const isFolder = await prepare(source, destination, context);
    await (isFolder ? copyTree : copyOne)(source, destination, context);
    return { output: destination };
  },
});

/** Moves or renames a file or a folder. */
export const MoveWorkspaceFile = defineNodeType({
  type: 'nodetool.workspace.MoveWorkspaceFile',
  title: 'Move Workspace File',
  description: 'Moves or renames a file or folder within the workspace.',
  tags: ['workspace', 'file', 'move', 'rename'],
  properties: PROPERTIES,
  outputs: { output: 'str' },
  isPure: false,
  process: async ({ source, destination }, context) => {
    await prepare(source, destination, context);
    await move(source, destination, context);
    return { output: destination };
  },
});

/**
 * Looks at both ends and makes the folders above the destination.
 *
 * @returns whether the source is a folder
 */
const prepare = async (source: string, destination: string, context: NodeContext): Promise<boolean> => {
  assertRelative(source);
  const place = await placeOf(destination, context);
  const facts = await findFacts(source, context);
  if (!facts) throw new Error(`Source file not found: ${source}`);
  await withPath(destination, () => mkdir(dirname(place), { recursive: true }));
  return facts.isDirectory();
};
