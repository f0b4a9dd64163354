import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { NodeContext } from '../../../engine/node-context.js';
import { findFacts } from '../../files/file-facts.js';
import { withPath } from '../../files/os-error.js';
import { ValueError } from '../../python/errors.js';

/**
 * Finds the place of a path of these node types, which take only relative ones.
 *
 * @throws ValueError when it is empty, absolute, or goes up
 */
export const placeOf = async (path: string, { workspace }: NodeContext): Promise<string> => {
  assertRelative(path);
  return workspace.resolve(path);
};

/** @throws ValueError when a path is empty, absolute, or goes up */
export const assertRelative = (path: string): void => {
  if (path === '') throw new ValueError('Path cannot be empty');
  if (path.startsWith('/')) {
    throw new ValueError(`'${path}' is an absolute path; here paths are relative to the workspace`);
  }
  if (path.split('/').includes('..')) {
    throw new ValueError(`'${path}' goes up with '..'; paths stay within the workspace`);
  }
};

/** The place of a file that will be written; the folders above it are made. */
export const placeForWriting = async (path: string, context: NodeContext): Promise<string> => {
  const place = await placeOf(path, context);
  await withPath(path, () => mkdir(dirname(place), { recursive: true }));
  return place;
};

/**
 * The place of a file that will be read.
 *
 * @throws Error when it isn't there, or is a folder
 */
export const placeOfFile = async (path: string, context: NodeContext): Promise<string> => {
  const place = await placeOf(path, context);
  const facts = await findFacts(path, context);
  if (!facts) throw new Error(`File not found: ${path}`);
  if (!facts.isFile()) throw new ValueError(`Path is not a file: ${path}`);
  return place;
};
