import type { Stats } from 'node:fs';
import { lstat, stat } from 'node:fs/promises';

import type { NodeContext } from '../../engine/node-context.js';
import { withPath } from './os-error.js';

/**
 * Describes a file or folder of the workspace.
 *
 * @throws Error when it isn't there or lies outside
 */
export const factsOf = async (path: string, { workspace }: NodeContext): Promise<Stats> => {
  const place = await workspace.resolve(path);
  return withPath(path, () => stat(place));
};

/** The same, or null: for a workflow what lies outside of its workspace is not there. */
export const findFacts = async (path: string, { workspace }: NodeContext): Promise<Stats | null> => {
  try {
    return await stat(await workspace.resolve(path));
  } catch {
    return null;
  }
};

/** Tells whether a name of the workspace itself is a symbolic link. */
export const isLink = async (path: string, { workspace }: NodeContext): Promise<boolean> => {
  try {
    return (await lstat(await workspace.resolve(path))).isSymbolicLink();
  } catch {
    return false;
  }
};
