import { copyFile, cp, rename, stat, utimes } from 'node:fs/promises';

import type { NodeContext } from '../../engine/node-context.js';
import { baseName, joinPath } from '../python/posix-path.js';
import { findFacts } from './file-facts.js';
import { osError, withPath } from './os-error.js';

/**
 * Copies a file with its times, as `shutil.copy2` does: into the folder where the destination is one.
 *
 * @returns the path of the copy
 */
export const copyOne = async (source: string, destination: string, context: NodeContext): Promise<string> => {
  const from = await context.workspace.resolve(source);
  const isFolder = (await findFacts(destination, context))?.isDirectory() ?? false;
  const path = isFolder ? joinPath(destination, baseName(source)) : destination;
  const to = await context.workspace.resolve(path);
  const facts = await withPath(source, () => stat(from));
  if (facts.isDirectory()) throw osError('EISDIR', source);
  if (from === to) throw new Error(`'${source}' and '${path}' are the same file`);
  await withPath(path, async () => {
    await copyFile(from, to);
    await utimes(to, facts.atime, facts.mtime);
  });
  return path;
};

/** Copies a folder with all that lies in it; links stay links. The destination must not be there yet. */
export const copyTree = async (source: string, destination: string, context: NodeContext): Promise<void> => {
  const from = await context.workspace.resolve(source);
  const to = await context.workspace.resolve(destination);
  if (`${to}/`.startsWith(`${from}/`)) throw new Error(`the folder '${source}' can't be copied into itself`);
  if (await findFacts(destination, context)) throw osError('EEXIST', destination);
  await withPath(source, () =>
    cp(from, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true, errorOnExist: true }),
  );
};

/** Moves a file or folder, as `shutil.move` does: into the folder where the destination is one. */
export const move = async (source: string, destination: string, context: NodeContext): Promise<string> => {
  const from = await context.workspace.resolve(source);
  const isFolder = (await findFacts(destination, context))?.isDirectory() ?? false;
  const path = isFolder ? joinPath(destination, baseName(source.replace(/\/+$/, ''))) : destination;
  const to = await context.workspace.resolve(path);
  if (isFolder && (await findFacts(path, context))) throw new Error(`Destination path '${path}' already exists`);
  if (from === (await context.workspace.root())) throw new Error('the workspace itself can not be moved');
  if (`${to}/`.startsWith(`${from}/`) && from !== to) {
    throw new Error(`Cannot move a directory '${source}' into itself '${path}'.`);
  }
  await withPath(source, () => rename(from, to));
  return path;
};
