import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

import type { NodeWorkspace } from '../../src/engine/services/node-workspace.js';

/** A workspace in a temporary folder; it refuses what leads outside, links included. */
export class TempWorkspace implements NodeWorkspace {
  private constructor(readonly folder: string) {}

  static async open(): Promise<TempWorkspace> {
    const folder = join(await realpath(await mkdtemp(join(tmpdir(), 'workspace-'))), 'inside');
    await mkdir(folder);
    return new TempWorkspace(folder);
  }

  async close(): Promise<void> {
    await rm(join(this.folder, '..'), { recursive: true, force: true });
  }

  root(): Promise<string> {
    return Promise.resolve(this.folder);
  }

  async resolve(path: string): Promise<string> {
    const place = resolve(this.folder, path.replace(/^~(?=\/|$)/, '.'));
    const real = await realOf(place);
    for (const candidate of [place, real]) {
      if (!`${candidate}/`.startsWith(`${this.folder}/`)) throw new Error(`'${path}' leads out of the workspace`);
    }
    return place;
  }
}

/** The real path of what needn't be there yet. */
const realOf = async (place: string): Promise<string> =>
  realpath(place).catch(async () => join(await realOf(dirname(place)), basename(place)));
