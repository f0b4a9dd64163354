import { mkdir, rm } from 'node:fs/promises';

import { defineNodeType } from '../../../engine/node-type.js';
import { bool, list, str } from '../../../engine/property.js';
import { findFacts } from '../../files/file-facts.js';
import { glob } from '../../files/glob.js';
import { withPath } from '../../files/os-error.js';
import { ValueError } from '../../python/errors.js';
import { joinPath, normalizePath } from '../../python/posix-path.js';
import { assertRelative, placeOf } from './place.js';

const READS = { isPure: false, isRetrySafe: true } as const;

/** Gives the folder that the workflow may read and write. */
export const GetWorkspaceDir = defineNodeType({
  type: 'nodetool.workspace.GetWorkspaceDir',
  title: 'Get Workspace Dir',
  description: 'Gives the path of the folder in which the workflow reads and writes files.',
  tags: ['workspace', 'folder', 'path'],
  outputs: { output: 'str' },
  ...READS,
  process: async (_inputs, context) => ({ output: await context.workspace.root() }),
});

/** Streams the paths of the files that fit a pattern, by name. */
export const ListWorkspaceFiles = defineNodeType({
  type: 'nodetool.workspace.ListWorkspaceFiles',
  title: 'List Workspace Files',
  description: 'Gives each file or folder of the workspace that fits a pattern, one after the other, by name.',
  tags: ['workspace', 'file', 'list', 'pattern'],
  properties: {
    path: str('.', { description: 'Folder to look into.' }),
    pattern: str('*', { description: 'Shell pattern of the names, such as *.txt.' }),
    recursive: bool(false, { description: 'Looks into all folders below, too.' }),
  },
  outputs: { file: 'str' },
  ...READS,
  generate: async function* ({ path, pattern, recursive }, context) {
    const place = await placeOf(path, context);
    const found = glob(place, recursive ? `**/${pattern}` : pattern, { isRecursive: recursive });
    for await (const below of found) yield { file: normalizePath(joinPath(path, below)) };
  },
});

/** Makes a folder with those above it. */
export const CreateWorkspaceDirectory = defineNodeType({
  type: 'nodetool.workspace.CreateWorkspaceDirectory',
  title: 'Create Workspace Directory',
  description: 'Makes a folder in the workspace, with the folders above it.',
  tags: ['workspace', 'folder', 'create'],
  properties: { path: str('', { description: 'Path of the folder.' }) },
  outputs: { output: 'str' },
  isPure: false,
  isRetrySafe: true,
  process: async ({ path }, context) => {
    const place = await placeOf(path, context);
    await withPath(path, () => mkdir(place, { recursive: true }));
    return { output: path };
  },
});

/** Removes a file, or a folder with all that lies in it. */
export const DeleteWorkspaceFile = defineNodeType({
  type: 'nodetool.workspace.DeleteWorkspaceFile',
  title: 'Delete Workspace File',
  description: 'Removes a file from the workspace; a folder only when that is asked for.',
  tags: ['workspace', 'file', 'delete', 'remove'],
  properties: {
    path: str('', { description: 'Path of the file or folder.' }),
    recursive: bool(false, { description: 'Removes a folder with everything in it.' }),
  },
  outputs: { output: 'none' },
  isPure: false,
  process: async ({ path, recursive }, context) => {
    const place = await placeOf(path, context);
    const facts = await findFacts(path, context);
    if (!facts) throw new Error(`Path not found: ${path}`);
    if (facts.isDirectory() && !recursive) {
      throw new ValueError(`${path} is a folder; it is deleted with all that lies in it only when recursive is on`);
    }
    if (normalizePath(path) === '.')
      throw new ValueError('the workspace itself can not be deleted; name what lies in it');
    await withPath(path, () => rm(place, { recursive }));
  },
});

/** Joins pieces to a path of the workspace. */
export const JoinWorkspacePaths = defineNodeType({
  type: 'nodetool.workspace.JoinWorkspacePaths',
  title: 'Join Workspace Paths',
  description: 'Joins pieces to one path and makes sure that it stays within the workspace.',
  tags: ['workspace', 'path', 'join'],
  properties: { paths: list<string>('str', [], { description: 'The pieces.' }) },
  outputs: { output: 'str' },
  process: ({ paths: [first, ...rest] }) => {
    if (first === undefined) throw new ValueError('paths cannot be empty');
    const output = joinPath(first, ...rest);
    assertRelative(output);
    return { output };
  },
});
