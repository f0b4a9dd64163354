import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { TempWorkspace } from '../../../../test/support/temp-workspace.js';
import { tryNodeType } from '../../try-node-type.js';
import { FileWatchTrigger } from './file-watch-trigger.js';
import { IntervalTrigger } from './interval-trigger.js';
import { ManualTrigger } from './manual-trigger.js';
import type { FileChange, FileWatch } from './watch-files.js';
import { watchFiles } from './watch-files.js';
import { WebhookTrigger } from './webhook-trigger.js';

describe('triggers in an ordinary run', () => {
  it('send beats until there are enough', async () => {
    const { outputs } = await tryNodeType(IntervalTrigger, { interval_seconds: 0.01, max_events: 3 });
    expect(outputs['tick']).toEqual([1, 2, 3]);
    expect(outputs['source']).toEqual(['interval', 'interval', 'interval']);
    await expect(tryNodeType(IntervalTrigger, { interval_seconds: 0 })).rejects.toThrow('interval_seconds');
  });

  it('say what they need where nobody can reach them', async () => {
    await expect(tryNodeType(WebhookTrigger)).rejects.toThrow('start_trigger');
    await expect(tryNodeType(ManualTrigger)).rejects.toThrow('keeps no checkpoints');
  });
});

describe('watched files', () => {
  let workspace: TempWorkspace;
  const changes: FileChange[] = [];
  let wake: () => void = () => undefined;

  const watch = (more: Partial<FileWatch> = {}) =>
    watchFiles(
      {
        place: workspace.folder,
        root: workspace.folder,
        isRecursive: false,
        patterns: ['*.txt', 'folder'],
        ignorePatterns: ['no*'],
        stillMs: 50,
        sinceMs: null,
        ...more,
      },
      (change) => {
        changes.push(change);
        wake();
      },
      (error) => {
        throw error;
      },
    );
  const untilSeen = async (event: string, path: string): Promise<FileChange> => {
    for (;;) {
      const found = changes.find((change) => change.event === event && change.path === path);
      if (found) return found;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  const at = (name: string): string => join(workspace.folder, name);

  beforeEach(async () => {
    workspace = await TempWorkspace.open();
    changes.length = 0;
    await writeFile(at('before.txt'), 'x');
  });

  afterEach(() => workspace.close());

  it('are reported when they come, change and go', async () => {
    const watcher = await watch();
    await writeFile(at('no.txt'), 'x');
    await writeFile(at('a.md'), 'x');
    await mkdir(at('folder'));
    await writeFile(at('folder/below.txt'), 'x');
    await writeFile(at('a.txt'), 'x');
    const created = await untilSeen('created', 'a.txt');
    await writeFile(at('a.txt'), 'longer');
    const modified = await untilSeen('modified', 'a.txt');
    expect(modified.state).not.toBe(created.state);
    await rm(at('a.txt'));
    expect(await untilSeen('deleted', 'a.txt')).toMatchObject({ state: null });
    expect(await untilSeen('created', 'folder')).toMatchObject({ isDirectory: true });
    await watcher.close();
    expect(changes.map(({ path }) => path).filter((path) => !['a.txt', 'folder'].includes(path))).toEqual([]);
  });

  it('are reported below, and when they are there already but new enough', async () => {
    await mkdir(at('folder'));
    await writeFile(at('folder/below.txt'), 'x');
    const watcher = await watch({ sinceMs: 0, isRecursive: true });
    await untilSeen('created', 'before.txt');
    await untilSeen('created', 'folder/below.txt');
    await watcher.close();
    changes.length = 0;
    const later = await watch({ sinceMs: Date.now() + 60_000, isRecursive: true });
    await writeFile(at('folder/new.txt'), 'x');
    await untilSeen('created', 'folder/new.txt');
    await later.close();
    expect(changes.map(({ path }) => path)).toEqual(['folder/new.txt']);
  });

  it('are sent on by the trigger', async () => {
    const trial = tryNodeType(FileWatchTrigger, { max_events: 1, debounce_seconds: 0 }, { services: { workspace } });
    const timer = setInterval(() => void writeFile(at('a.txt'), String(Date.now())), 100);
    const { outputs } = await trial.finally(() => clearInterval(timer));
    expect(outputs['path']).toEqual(['a.txt']);
    await expect(tryNodeType(FileWatchTrigger, { path: 'none' }, { services: { workspace } })).rejects.toThrow(
      'does not exist',
    );
  });
});
