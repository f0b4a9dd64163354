import { execFile, spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';

import { describe } from '@jest/globals';

import { isRecord } from '../../src/common/json.js';
import { inlineBytes } from '../../src/engine/services/inline-bytes.js';
import type { HeldMedia, MediaReference } from '../../src/engine/services/node-assets.js';
import type { NodePrograms, ProgramName, ProgramRun } from '../../src/engine/services/node-programs.js';
import type { NodeServices } from '../../src/engine/services/node-services.js';
import { TrialAssets } from '../../src/nodes/trial-assets.js';

const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 67_108_864;

const HAS_FFMPEG = ['ffmpeg', 'ffprobe'].every((program) => spawnSync(program, ['-version']).status === 0);

/**
 * Declares tests that need ffmpeg; without it they are shown as skipped.
 *
 * @throws Error when `REQUIRE_SERVICES` is set and there is none
 */
export const describeWithFfmpeg = (title: string, body: () => void): void => {
  if (HAS_FFMPEG) {
    describe(`${title} with ffmpeg`, () => {
      body();
    });
    return;
  }
  if ((process.env['REQUIRE_SERVICES'] ?? '') !== '') throw new Error('ffmpeg is required by REQUIRE_SERVICES');
  // oxlint-disable-next-line jest/no-disabled-tests -- the report must show that these tests did not run
  describe.skip(`${title} (ffmpeg is not on this machine)`, () => {
    body();
  });
};

/** Services of trials with files and programs, in a folder that `close` removes. */
export interface MediaServices {
  readonly services: Pick<NodeServices, 'assets' | 'programs' | 'workspace'>;
  readonly folder: string;
  /** Makes a file with ffmpeg and gives its path. */
  make(name: string, ...args: readonly string[]): Promise<string>;
  /** Looks at a file with ffprobe: the value of one entry, for example `format=duration`. */
  look(path: string, entry: string): Promise<string>;
  close(): Promise<void>;
}

/** Opens a folder for trials. */
export const openMediaServices = async (): Promise<MediaServices> => {
  const folder = await mkdtemp(join(tmpdir(), 'media-'));
  const root = join(folder, 'workspace');
  await mkdir(root);
  const resolve = (path: string): Promise<string> => Promise.resolve(isAbsolute(path) ? path : join(root, path));
  return {
    folder,
    services: {
      assets: new FolderAssets(folder),
      programs: new LocalPrograms(folder),
      workspace: { root: () => Promise.resolve(root), resolve },
    },
    make: async (name, ...args) => {
      const path = join(folder, name);
      await run('ffmpeg', ['-y', '-loglevel', 'error', ...args, path]);
      return path;
    },
    look: async (path, entry) => {
      const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', entry, '-of', 'csv=p=0', path]);
      return stdout.trim();
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
};

/** Assets with files: a reference may also name a file of the machine. */
class FolderAssets extends TrialAssets {
  private count = 0;

  constructor(private readonly folder: string) {
    super();
  }

  override async path(reference?: unknown): Promise<string> {
    const named = fileOf(reference);
    if (named !== null) return named;
    const path = join(this.folder, `read-${++this.count}`);
    await writeFile(path, await this.read(reference));
    return path;
  }

  override async read(reference: unknown): Promise<Uint8Array> {
    const named = fileOf(reference);
    return named === null || inlineBytes(reference) ? super.read(reference) : readFile(named);
  }

  override async hold({ content, type, contentType }: HeldMedia): Promise<MediaReference> {
    const path = join(this.folder, `held-${++this.count}${'path' in content ? `-${basename(content.path)}` : ''}`);
    if ('path' in content) await copyFile(content.path, path);
    else await writeFile(path, content.bytes);
    return { type, uri: `file:${path}`, asset_id: null, content_type: contentType, data: null };
  }
}

const fileOf = (reference: unknown): string | null => {
  const uri = isRecord(reference) ? reference['uri'] : null;
  return typeof uri === 'string' && uri.startsWith('file:') ? uri.slice(5) : null;
};

class LocalPrograms implements NodePrograms {
  constructor(private readonly folder: string) {}

  async run(program: ProgramName, { arguments: args, cwd, onLine }: ProgramRun): Promise<Uint8Array> {
    const options = { cwd: cwd ?? this.folder, encoding: 'buffer', maxBuffer: MAX_OUTPUT_BYTES } as const;
    const { stdout, stderr } = await run(program, [...args], options);
    for (const line of stderr.toString('utf8').split('\n')) onLine?.(line);
    return stdout;
  }

  scratch(): Promise<string> {
    return mkdtemp(join(this.folder, 'scratch-'));
  }
}
