import type { Stats } from 'node:fs';

import { defineNodeType } from '../../../engine/node-type.js';
import { str } from '../../../engine/property.js';
import { findFacts } from '../../files/file-facts.js';
import { baseName } from '../../python/posix-path.js';
import { ValueError } from '../../python/errors.js';
import { assertRelative } from './place.js';

const READS = { isPure: false, isRetrySafe: true } as const;
const PATH = { description: 'Path in the workspace.' };

interface Wording {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

const defineTest = ({ name, ...words }: Wording, test: (facts: Stats) => boolean) =>
  defineNodeType({
    type: `nodetool.workspace.${name}`,
    ...words,
    tags: ['workspace', 'file', 'check'],
    properties: { path: str('', PATH) },
    outputs: { output: 'bool' },
    ...READS,
    process: async ({ path }, context) => {
      assertRelative(path);
      const facts = await findFacts(path, context);
      return { output: facts !== null && test(facts) };
    },
  });

/** Tells whether a path names anything. */
export const WorkspaceFileExists = defineTest(
  {
    name: 'WorkspaceFileExists',
    title: 'Workspace File Exists',
    description: 'Tells whether a file or folder is in the workspace.',
  },
  () => true,
);

/** Tells whether a path names a file. */
export const IsWorkspaceFile = defineTest(
  { name: 'IsWorkspaceFile', title: 'Is Workspace File', description: 'Tells whether a path names a file.' },
  (facts) => facts.isFile(),
);

/** Tells whether a path names a folder. */
export const IsWorkspaceDirectory = defineTest(
  {
    name: 'IsWorkspaceDirectory',
    title: 'Is Workspace Directory',
    description: 'Tells whether a path names a folder.',
  },
  (facts) => facts.isDirectory(),
);

/** Tells how large a file is. */
export const GetWorkspaceFileSize = defineNodeType({
  type: 'nodetool.workspace.GetWorkspaceFileSize',
  title: 'Get Workspace File Size',
  description: 'Gives the size of a file of the workspace in bytes.',
  tags: ['workspace', 'file', 'size'],
  properties: { path: str('', PATH) },
  outputs: { output: 'int' },
  ...READS,
  process: async ({ path }, context) => {
    assertRelative(path);
    const facts = await findFacts(path, context);
    if (!facts) throw new Error(`File not found: ${path}`);
    if (!facts.isFile()) throw new ValueError(`Path is not a file: ${path}`);
    return { output: facts.size };
  },
});

/** Tells what is known of a file or folder. */
export const GetWorkspaceFileInfo = defineNodeType({
  type: 'nodetool.workspace.GetWorkspaceFileInfo',
  title: 'Get Workspace File Info',
  description: 'Gives name, size, kind and times of a file or folder of the workspace; the times are UTC.',
  tags: ['workspace', 'file', 'info', 'time'],
  properties: { path: str('', PATH) },
  outputs: { output: 'dict' },
  ...READS,
  process: async ({ path }, context) => {
    assertRelative(path);
    const facts = await findFacts(path, context);
    if (!facts) throw new Error(`Path not found: ${path}`);
    return {
      output: {
        path,
        name: baseName(path),
        size: facts.size,
        is_file: facts.isFile(),
        is_directory: facts.isDirectory(),
        created: facts.birthtime.toISOString(),
        modified: facts.mtime.toISOString(),
        accessed: facts.atime.toISOString(),
      },
    };
  },
});
