import { defineNodeType } from '../../../engine/node-type.js';
import { bool, list, str } from '../../../engine/property.js';
import { expandUser } from '../../files/expand-user.js';
import { ValueError } from '../../python/errors.js';
import {
  baseName,
  dirName,
  joinPath,
  normalizePath,
  relativePath,
  splitExtension,
  splitPath,
} from '../../python/posix-path.js';
import { given } from './given.js';

/** Tells the ending of a file name. */
export const FileExtension = defineNodeType({
  type: 'lib.os.FileExtension',
  title: 'File Extension',
  description: 'Gives the ending of a file name with its dot, or nothing.',
  tags: ['path', 'file', 'extension'],
  properties: { path: str('', { description: 'The path of a file.' }) },
  outputs: { output: 'str' },
  process: async ({ path }, context) => ({
    output: splitExtension(await expandUser(given('path', path), context)).extension,
  }),
});

/** Tells the last name of a path. */
export const FileName = defineNodeType({
  type: 'lib.os.FileName',
  title: 'File Name',
  description: 'Gives what follows the last slash of a path.',
  tags: ['path', 'file', 'name'],
  properties: { path: str('', { description: 'The path of a file.' }) },
  outputs: { output: 'str' },
  process: async ({ path }, context) => ({ output: baseName(await expandUser(given('path', path), context)) }),
});

/** Tells the folder of a path. */
export const GetDirectory = defineNodeType({
  type: 'lib.os.GetDirectory',
  title: 'Get Directory',
  description: 'Gives the folder that a path lies in: what stands before its last slash.',
  tags: ['path', 'folder', 'parent'],
  properties: { path: str('', { description: 'The path of a file.' }) },
  outputs: { output: 'str' },
  process: async ({ path }, context) => ({ output: dirName(await expandUser(given('path', path), context)) }),
});

/** Tells the last name of a path, with its ending or without. */
export const Basename = defineNodeType({
  type: 'lib.os.Basename',
  title: 'Basename',
  description: 'Gives the last name of a path, on request without its ending.',
  tags: ['path', 'file', 'name'],
  properties: {
    path: str('', { description: 'The path.' }),
    remove_extension: bool(false, { description: 'Leaves the ending out.' }),
  },
  outputs: { output: 'str' },
  process: async ({ path, remove_extension }, context) => {
    if (path.trim() === '') throw new ValueError('path is empty');
    const name = baseName(await expandUser(path, context));
    return { output: remove_extension ? splitExtension(name).root : name };
  },
});

/** Tells what stands before the last slash of a path. */
export const Dirname = defineNodeType({
  type: 'lib.os.Dirname',
  title: 'Dirname',
  description: 'Gives the part of a path before its last name.',
  tags: ['path', 'folder', 'parent'],
  properties: { path: str('', { description: 'The path.' }) },
  outputs: { output: 'str' },
  process: async ({ path }, context) => ({ output: dirName(await expandUser(path, context)) }),
});

/** Joins pieces to a path. */
export const JoinPaths = defineNodeType({
  type: 'lib.os.JoinPaths',
  title: 'Join Paths',
  description: 'Joins pieces to one path with slashes; an absolute piece begins the path anew.',
  tags: ['path', 'join', 'combine'],
  properties: { paths: list<string>('str', [], { description: 'The pieces.' }) },
  outputs: { output: 'str' },
  process: ({ paths: [first, ...rest] }) => {
    if (first === undefined) throw new ValueError('paths cannot be empty');
    return { output: joinPath(first, ...rest) };
  },
});

/** Takes needless parts out of a path. */
export const NormalizePath = defineNodeType({
  type: 'lib.os.NormalizePath',
  title: 'Normalize Path',
  description: 'Takes doubled slashes, dots and steps back out of a path.',
  tags: ['path', 'normalize', 'clean'],
  properties: { path: str('', { description: 'The path.' }) },
  outputs: { output: 'str' },
  process: ({ path }) => {
    if (path === '') throw new ValueError('path cannot be empty');
    return { output: normalizePath(path) };
  },
});

/** Splits a path before its last name. */
export const SplitPath = defineNodeType({
  type: 'lib.os.SplitPath',
  title: 'Split Path',
  description: 'Splits a path into the folder and the last name.',
  tags: ['path', 'split', 'folder', 'name'],
  properties: { path: str('', { description: 'The path.' }) },
  outputs: { output: 'dict' },
  process: async ({ path }, context) => {
    const { head, tail } = splitPath(await expandUser(path, context));
    return { output: { dirname: head, basename: tail } };
  },
});

/** Splits a path before the ending of its name. */
export const SplitExtension = defineNodeType({
  type: 'lib.os.SplitExtension',
  title: 'Split Extension',
  description: 'Splits a path into what stands before the ending and the ending.',
  tags: ['path', 'split', 'extension'],
  properties: { path: str('', { description: 'The path.' }) },
  outputs: { output: 'dict' },
  process: async ({ path }, context) => ({ output: splitExtension(await expandUser(path, context)) }),
});

/** Makes a path absolute; a relative one lies in the workspace. */
export const AbsolutePath = defineNodeType({
  type: 'lib.os.AbsolutePath',
  title: 'Absolute Path',
  description: 'Gives the absolute, cleaned form of a path; a relative one lies in the workspace.',
  tags: ['path', 'absolute', 'full'],
  properties: { path: str('', { description: 'The path.' }) },
  outputs: { output: 'str' },
  process: async ({ path }, context) => {
    const expanded = await expandUser(path, context);
    if (expanded === '') throw new ValueError('path cannot be empty');
    if (expanded.startsWith('/')) return { output: normalizePath(expanded) };
    return { output: normalizePath(joinPath(await context.workspace.root(), expanded)) };
  },
});

/** Tells how to come from one path to another. */
export const RelativePath = defineNodeType({
  type: 'lib.os.RelativePath',
  title: 'Relative Path',
  description: 'Gives the way from a folder to a path; relative ones lie in the workspace.',
  tags: ['path', 'relative', 'way'],
  properties: {
    target_path: str('', { description: 'Where the way leads to.' }),
    start_path: str('.', { description: 'The folder where it begins.' }),
  },
  outputs: { output: 'str' },
  process: async ({ target_path, start_path }, context) => {
    const target = await expandUser(target_path, context);
    const start = await expandUser(start_path, context);
    if (target === '') throw new ValueError('target_path cannot be empty');
    if (start === '') throw new ValueError('no path specified');
    // Where neither leaves the folder in which both lie, it doesn't matter which folder that is.
    const isClosed = [target, start].every((path) => !path.startsWith('/') && !normalizePath(path).startsWith('..'));
    const base = isClosed || (target.startsWith('/') && start.startsWith('/')) ? '/' : await context.workspace.root();
    return { output: relativePath(joinPath(base, target), joinPath(base, start)) };
  },
});

/** Gives a path as text. */
export const PathToString = defineNodeType({
  type: 'lib.os.PathToString',
  title: 'Path to String',
  description: 'Gives a path as text, as it is.',
  tags: ['path', 'text', 'convert'],
  properties: { file_path: str('', { description: 'The path.' }) },
  outputs: { output: 'str' },
  process: ({ file_path }) => {
    if (file_path === '') throw new ValueError('file_path cannot be empty');
    return { output: file_path };
  },
});
