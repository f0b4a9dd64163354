import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';

import { codeOfError } from './os-error.js';
import { namePattern } from '../python/fnmatch.js';

/** Folders below each other that `**` looks into. */
const MAX_DEPTH = 64;

/**
 * Finds files and folders below a folder by a shell pattern, as Python's `glob` does: wildcards leave out names that begin
 * with a dot, `**` stands for any number of folders when `isRecursive`. Links to folders aren't followed by `**`.
 *
 * @param folder absolute path
 * @returns paths relative to the folder, by name
 */
export async function* glob(
  folder: string,
  pattern: string,
  { isRecursive = false }: { readonly isRecursive?: boolean } = {},
): AsyncGenerator<string> {
  const parts = pattern.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..') || pattern.startsWith('/')) {
    throw new Error(`the pattern '${pattern}' leads out of its folder: name the folder beside the pattern`);
  }
  yield* search(folder, '', parts, isRecursive, 0);
}

async function* search(
  root: string,
  below: string,
  parts: readonly string[],
  isRecursive: boolean,
  depth: number,
): AsyncGenerator<string> {
  const [part = '', ...rest] = parts;
  const entries = await list(`${root}/${below}`);
  if (part === '**' && isRecursive) {
    yield* descend(root, below, rest, entries, depth);
    return;
  }
  const isWanted = namePattern(part);
  const showsHidden = part.startsWith('.');
  for (const entry of entries) {
    if (!isWanted(entry.name) || (entry.name.startsWith('.') && !showsHidden)) continue;
    const path = below + entry.name;
    if (rest.length === 0) yield path;
    else if (entry.isDirectory()) yield* search(root, `${path}/`, rest, isRecursive, depth);
  }
}

async function* descend(
  root: string,
  below: string,
  rest: readonly string[],
  entries: readonly Dirent[],
  depth: number,
): AsyncGenerator<string> {
  if (rest.length > 0) yield* search(root, below, rest, true, depth);
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    if (rest.length === 0) yield below + entry.name;
    if (entry.isDirectory() && depth < MAX_DEPTH) {
      yield* search(root, `${below}${entry.name}/`, ['**', ...rest], true, depth + 1);
    }
  }
}

const list = async (folder: string): Promise<readonly Dirent[]> => {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes(codeOfError(error))) return [];
    throw error;
  }
};
