import { lstat, mkdir, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';

import type { NodeWorkspace } from '../../engine/services/node-workspace.js';
import type { RunFolders } from './run-services.js';

/** The folder of a workflow inside of a run's thread; nothing outside of it has a path. */
export class ThreadWorkspace implements NodeWorkspace {
  private made: Promise<string> | null = null;

  constructor(private readonly folders: RunFolders) {}

  root(): Promise<string> {
    this.made ??= this.make();
    this.made.catch(() => (this.made = null));
    return this.made;
  }

  async resolve(path: string): Promise<string> {
    if (path.includes('\0')) throw new Error('a path in the workspace has a character (NUL) that no file name has');
    const root = await this.root();
    const wanted = resolve(root, withoutTilde(path));
    const inside = isInside(root, wanted) ? relative(root, wanted) : null;
    if (inside === null) throw outside(path);
    return walk(root, inside.split(sep).filter(Boolean), path);
  }

  private async make(): Promise<string> {
    const folder = await this.folders.workspace();
    await mkdir(folder, { recursive: true });
    return realpath(folder);
  }
}

/** Goes down name by name, so that no symbolic link on the way leads out, also where the last names aren't there yet. */
const walk = async (root: string, names: readonly string[], path: string): Promise<string> => {
  let place = root;
  for (const [index, name] of names.entries()) {
    const next = join(place, name);
    const facts = await lstat(next).catch(absent);
    if (!facts) return join(place, ...names.slice(index));
    place = facts.isSymbolicLink() ? await realpath(next).catch(() => Promise.reject(brokenLink(path))) : next;
    if (!isInside(root, place)) throw outside(path);
  }
  return place;
};

/** Absent is also what lies below a file. */
const absent = (error: NodeJS.ErrnoException): null => {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
  throw error;
};

const isInside = (root: string, path: string): boolean => {
  const way = relative(root, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
};

const withoutTilde = (path: string): string => (path === '~' ? '.' : path.replace(/^~[\\/]+/, ''));

const outside = (path: string): Error =>
  new Error(`'${path}' leads out of the workspace: give a path relative to it, without .. and links that leave it`);

const brokenLink = (path: string): Error =>
  new Error(`'${path}' goes by a symbolic link of the workspace that leads nowhere: remove the link`);
