import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { TestServer } from '../support/server.js';
import { startServer } from '../support/server.js';

const ROOT = join(import.meta.dirname, '../..');
const SAMPLE = join(ROOT, 'examples/custom-nodes');
const CLI = join(ROOT, 'dist/cli.js');

const WINDOWS = {
  nodes: [
    { id: 'w', type: 'custom_nodes.SlidingWindow', data: { values: [1, 2, 3], size: 2 } },
    { id: 'o', type: 'nodetool.output.Output', data: { name: 'windows' } },
  ],
  edges: [{ source: 'w', sourceHandle: 'window', target: 'o', targetHandle: 'value' }],
};

/** What `npm install` does with a dependency on a folder. */
const linkOwnPackage = async (folder: string): Promise<void> => {
  await mkdir(join(folder, 'node_modules'), { recursive: true });
  await symlink(ROOT, join(folder, 'node_modules/nodetool-gateway'));
};

const run = (command: string, args: readonly string[], cwd: string) =>
  spawnSync(command, args, { cwd, encoding: 'utf8', timeout: 60_000, env: { ...process.env, NODE_OPTIONS: '' } });

describe('packages of node types', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'node-packages-'));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('are loaded by a node, listed, searched and run like the built-in ones', async () => {
    const server: TestServer = await startServer({ role: 'all', env: { NODE_PACKAGES: SAMPLE } });
    const post = async (path: string, body: object): Promise<unknown> => {
      const response = await fetch(`${server.url}/api/v1/${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${server.operatorToken}`,
          'content-type': 'application/json',
          prefer: 'wait=30',
        },
        body: JSON.stringify(body),
      });
      return response.json();
    };
    try {
      expect(await post('commands/search_nodes', { query: ['sliding window'], n_results: 1 })).toMatchObject({
        nodes: [{ type: 'custom_nodes.SlidingWindow', namespace: 'custom_nodes' }],
      });
      expect(await post('runs', { graph: WINDOWS })).toMatchObject({
        status: 'completed',
        outputs: {
          windows: [
            [1, 2],
            [2, 3],
          ],
        },
      });
    } finally {
      await server.stop();
    }
  });

  it('stop the start, without a stack, when one of them is wrong', () => {
    const { status, stderr } = run(
      process.execPath,
      [join(ROOT, 'dist/main.js'), '--node-packages', './gone', '--port', '0', '--data-dir', join(folder, 'data')],
      folder,
    );
    expect(status).toBe(1);
    expect(stderr).toContain(`${join(folder, 'gone')}: there is no such file or folder`);
    expect(stderr).not.toContain('    at ');
  });

  it('pass their own tests: the sample, and what `nodes new` makes', async () => {
    const made = join(folder, 'my-nodes');
    const { status, stdout } = run(process.execPath, [CLI, 'gateway', 'nodes', 'new', 'my-nodes'], folder);
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${made}\n` });
    const sample = join(folder, 'sample');
    await cp(SAMPLE, sample, { recursive: true });
    for (const each of [sample, made]) {
      await linkOwnPackage(each);
      const tested = run(process.execPath, ['--test'], each);
      expect(tested.stdout).toMatch(/# pass [1-9]/);
      expect(tested.stdout).toContain('# fail 0');
      const checked = run(
        process.execPath,
        [
          join(ROOT, 'node_modules/typescript/bin/tsc'),
          '--ignoreConfig',
          '--noEmit',
          '--allowJs',
          '--checkJs',
          '--strict',
          '--module',
          'nodenext',
          '--target',
          'es2023',
          '--typeRoots',
          join(ROOT, 'node_modules/@types'),
          '--types',
          'node',
          'index.js',
          'nodes.test.js',
        ],
        each,
      );
      expect(checked.stdout).toBe('');
    }
    expect(
      run(
        process.execPath,
        ['-e', "import('./index.js').then(({ nodeTypes }) => console.log(nodeTypes.map((t) => t.type).join()))"],
        made,
      ).stdout,
    ).toBe('my_nodes.CompoundInterest,my_nodes.SlidingWindow\n');
    expect(run(process.execPath, [CLI, 'gateway', 'nodes', 'new', 'my-nodes'], folder).status).toBe(2);
  });
});
