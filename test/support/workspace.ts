import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative, resolve } from 'node:path';

import type { NodeWorkspace } from '../../src/engine/services/node-workspace.js';

/** A workspace of a test, in a folder that goes away with it. */
export interface TestWorkspace extends NodeWorkspace {
  readonly folder: string;
  remove(): Promise<void>;
}

/** Makes an empty workspace. */
export const makeWorkspace = async (): Promise<TestWorkspace> => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'nodetool-workspace-')));
  return {
    folder,
    root: () => Promise.resolve(folder),
    resolve: async (path) => {
      const absolute = resolve(folder, path.replace(/^~\/?/, ''));
      const inside = relative(folder, absolute);
      if (inside.startsWith('..') || isAbsolute(inside)) throw new Error(`${path} leads out of the workspace`);
      return absolute;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
};
