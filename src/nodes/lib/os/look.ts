import type { Stats } from 'node:fs';

import { defineNodeType } from '../../../engine/node-type.js';
import { bool, str } from '../../../engine/property.js';
import { expandUser } from '../../files/expand-user.js';
import { factsOf, findFacts, isLink } from '../../files/file-facts.js';
import { glob } from '../../files/glob.js';
import { ValueError } from '../../python/errors.js';
import { baseName, dirName, joinPath, normalizePath, splitExtension } from '../../python/posix-path.js';
import { momentAt, writeDateTime } from '../date/moment.js';
import { given } from './given.js';

const LOOKS = { isPure: false, isRetrySafe: true } as const;

interface Wording {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
}

/** A type that tells something about what a path names; what isn't there, or lies outside of the workspace, gives false. */
const defineTest = ({ name, ...words }: Wording, test: (facts: Stats) => boolean) =>
  defineNodeType({
    type: `lib.os.${name}`,
    ...words,
    properties: { path: str('', { description: 'Path in the workspace.' }) },
    outputs: { output: 'bool' },
    ...LOOKS,
    process: async ({ path }, context) => {
      const facts = await findFacts(given('path', path), context);
      return { output: facts !== null && test(facts) };
    },
  });

/** A type that gives a time of a file, in UTC. */
const defineTime = ({ name, ...words }: Wording, timeOf: (facts: Stats) => Date) =>
  defineNodeType({
    type: `lib.os.${name}`,
    ...words,
    properties: { path: str('', { description: 'Path in the workspace.' }) },
    outputs: { output: 'datetime' },
    ...LOOKS,
    process: async ({ path }, context) => {
      const facts = await factsOf(given('path', path), context);
      return { output: writeDateTime(momentAt(timeOf(facts))) };
    },
  });

/** Tells whether a path names anything. */
export const FileExists = defineTest(
  {
    name: 'FileExists',
    title: 'File Exists',
    description: 'Tells whether a file or folder is there.',
    tags: ['file', 'exists', 'check'],
  },
  () => true,
);

/** Tells whether a path names a file. */
export const IsFile = defineTest(
  { name: 'IsFile', title: 'Is File', description: 'Tells whether a path names a file.', tags: ['file', 'check'] },
  (facts) => facts.isFile(),
);

/** Tells whether a path names a folder. */
export const IsDirectory = defineTest(
  {
    name: 'IsDirectory',
    title: 'Is Directory',
    description: 'Tells whether a path names a folder.',
    tags: ['folder', 'directory', 'check'],
  },
  (facts) => facts.isDirectory(),
);

/** Tells when a file was made. */
export const CreatedTime = defineTime(
  {
    name: 'CreatedTime',
    title: 'Created Time',
    description: 'Gives the time when a file was made, in UTC.',
    tags: ['file', 'time', 'created'],
  },
  (facts) => facts.birthtime,
);

/** Tells when a file was written last. */
export const ModifiedTime = defineTime(
  {
    name: 'ModifiedTime',
    title: 'Modified Time',
    description: 'Gives the time when a file was last written, in UTC.',
    tags: ['file', 'time', 'modified'],
  },
  (facts) => facts.mtime,
);

/** Tells when a file was read last. */
export const AccessedTime = defineTime(
  {
    name: 'AccessedTime',
    title: 'Accessed Time',
    description: 'Gives the time when a file was last read, in UTC.',
    tags: ['file', 'time', 'accessed'],
  },
  (facts) => facts.atime,
);

/** Tells how large a file is. */
export const GetFileSize = defineNodeType({
  type: 'lib.os.GetFileSize',
  title: 'Get File Size',
  description: 'Gives the size of a file in bytes.',
  tags: ['file', 'size', 'bytes'],
  properties: { path: str('', { description: 'Path in the workspace.' }) },
  outputs: { output: 'int' },
  ...LOOKS,
  process: async ({ path }, context) => ({ output: (await factsOf(given('path', path), context)).size }),
});

/** Tells everything about a path. */
export const GetPathInfo = defineNodeType({
  type: 'lib.os.GetPathInfo',
  title: 'Get Path Info',
  description: 'Gives the parts of a path, its absolute form, and what it names in the workspace.',
  tags: ['path', 'info', 'parts'],
  properties: { path: str('', { description: 'The path.' }) },
  outputs: { output: 'dict' },
  ...LOOKS,
  process: async ({ path }, context) => {
    const facts = await findFacts(path, context);
    const absolute = path.startsWith('/') ? path : joinPath(await context.workspace.root(), path);
    return {
      output: {
        dirname: dirName(path),
        basename: baseName(path),
        extension: splitExtension(path).extension,
        absolute: normalizePath(absolute),
        exists: facts !== null,
        is_file: facts?.isFile() ?? false,
        is_dir: facts?.isDirectory() ?? false,
        is_symlink: await isLink(path, context),
      },
    };
  },
});

/** Streams the paths of the files that fit a pattern, by name. */
export const ListFiles = defineNodeType({
  type: 'lib.os.ListFiles',
  title: 'List Files',
  description: 'Gives the path of each file or folder of a folder that fits a pattern, one after the other, by name.',
  tags: ['file', 'list', 'folder', 'pattern'],
  properties: {
    folder: str('~', { description: 'Folder in the workspace; ~ is the workspace itself.' }),
    pattern: str('*', { description: 'Shell pattern of the names, such as *.txt.' }),
    include_subdirectories: bool(false, { description: 'Looks into all folders below, too.' }),
  },
  outputs: { file: 'str' },
  ...LOOKS,
  generate: async function* ({ folder, pattern, include_subdirectories: isRecursive }, context) {
    if (folder === '') throw new ValueError('directory cannot be empty');
    const shown = await expandUser(folder, context);
    const found = glob(await context.workspace.resolve(folder), isRecursive ? `**/${pattern}` : pattern, {
      isRecursive,
    });
    for await (const path of found) yield { file: joinPath(shown, path) };
  },
});
