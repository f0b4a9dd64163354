import type { Stats } from 'node:fs';
import { relative } from 'node:path';

import type { FSWatcher } from 'chokidar';

import { namePattern } from '../../python/fnmatch.js';
import { baseName } from '../../python/posix-path.js';

/** What is watched. */
export interface FileWatch {
  /** Absolute path of a file or folder. */
  readonly place: string;
  /** Folder to which the reported paths are relative. */
  readonly root: string;
  readonly isRecursive: boolean;
  readonly patterns: readonly string[];
  readonly ignorePatterns: readonly string[];
  /** Time for which a file must stand still before it is reported. */
  readonly stillMs: number;
  /** Reports files that are there already when they are this new; null = none. */
  readonly sinceMs: number | null;
}

/** Something that happened to a file or folder. */
export interface FileChange {
  readonly event: 'created' | 'modified' | 'deleted';
  readonly path: string;
  readonly isDirectory: boolean;
  /** What tells this state of the file from others; null for what is gone, and for folders. */
  readonly state: string | null;
}

/** What the watcher's words mean, and whether they are about folders. */
const KINDS: ReadonlyMap<string, readonly [FileChange['event'], boolean]> = new Map([
  ['add', ['created', false]],
  ['addDir', ['created', true]],
  ['change', ['modified', false]],
  ['unlink', ['deleted', false]],
  ['unlinkDir', ['deleted', true]],
]);

/** Below it, a file that is being written could be taken for whole. */
const MIN_STILL_MS = 50;

/**
 * Reports changes of files until it is closed; links aren't followed.
 *
 * @returns when everything is being watched
 */
export const watchFiles = async (
  watch: FileWatch,
  report: (change: FileChange) => void,
  onError: (error: unknown) => void,
): Promise<{ close(): Promise<void> }> => {
  const { watch: open } = await import('chokidar');
  const stabilityThreshold = Math.max(MIN_STILL_MS, watch.stillMs);
  const watcher = open(watch.place, {
    ignoreInitial: watch.sinceMs === null,
    followSymlinks: false,
    alwaysStat: true,
    awaitWriteFinish: { stabilityThreshold, pollInterval: Math.min(stabilityThreshold, 100) },
    ...(!watch.isRecursive && { depth: 0 }),
  });
  const isWanted = wantedNames(watch);
  let isReady = false;
  watcher.on('error', onError);
  watcher.on('all', (name, path, stats) => {
    const known = KINDS.get(name);
    if (!known) return;
    const [event, isDirectory] = known;
    if (path === watch.place && isDirectory) return;
    if (!isReady && (isDirectory || !stats || stats.mtimeMs < (watch.sinceMs ?? Infinity))) return;
    if (isWanted(baseName(path))) {
      report({ event, path: relative(watch.root, path), isDirectory, state: stateOf(event, isDirectory, stats) });
    }
  });
  await untilReady(watcher);
  isReady = true;
  return watcher;
};

const wantedNames = ({ patterns, ignorePatterns }: FileWatch): ((name: string) => boolean) => {
  const wanted = patterns.map(namePattern);
  const ignored = ignorePatterns.map(namePattern);
  return (name) => !ignored.some((fits) => fits(name)) && wanted.some((fits) => fits(name));
};

const stateOf = (event: FileChange['event'], isDirectory: boolean, stats: Stats | undefined): string | null =>
  event === 'deleted' || isDirectory || !stats ? null : `${stats.mtimeMs}:${stats.size}`;

const untilReady = (watcher: FSWatcher): Promise<void> => new Promise((resolve) => watcher.once('ready', resolve));
