import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { runCli } from '../../src/cli/run-cli.js';
import { edge, vertex } from '../support/graphs.js';
import { createMemoryIo } from '../support/memory-io.js';
import type { TestServer } from '../support/server.js';
import { startServer } from '../support/server.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const workflow = {
  graph: {
    nodes: [
      vertex('image', 'nodetool.input.ImageInput', { name: 'image' }),
      vertex('text', 'nodetool.input.StringInput', { name: 'text', value: '' }),
      vertex('note', 'nodetool.text.SaveText', { name: 'note.txt' }),
      vertex('save', 'nodetool.image.SaveImage', { name: 'kept.png' }),
      vertex('picture', 'nodetool.output.Output', { name: 'picture' }),
      vertex('words', 'nodetool.output.Output', { name: '../words' }),
    ],
    edges: [
      edge('image.output -> save.image'),
      edge('save.output -> picture.value'),
      edge('text.output -> note.text'),
      edge('note.output -> words.value'),
    ],
  },
};

describe('files on the command line', () => {
  let server: TestServer;
  let folder: string;

  const cli = async (...args: readonly string[]) => {
    const io = createMemoryIo({ env: { NODETOOL_HUB_URL: server.url, NODETOOL_TOKEN: server.operatorToken } });
    const exitCode = await runCli(['gateway', ...args], io);
    return { exitCode, out: io.out(), err: io.err() };
  };

  const run = (...args: readonly string[]) =>
    cli('run', join(folder, 'wf.json'), '-p', `image=@${join(folder, 'photo.png')}`, '-p', 'text=hi', ...args);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cli-files-'));
    await writeFile(join(folder, 'wf.json'), JSON.stringify(workflow));
    await writeFile(join(folder, 'photo.png'), PNG);
    server = await startServer({ role: 'all' });
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('go up with a run and come down with its result, under names that stay in the folder', async () => {
    const target = join(folder, 'out');
    const { exitCode, err } = await run('--output-dir', target);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: expect.stringContaining('Wrote ') });
    expect((await readdir(target)).sort()).toEqual(['__words.txt', 'picture.png']);
    expect(await readFile(join(target, 'picture.png'))).toEqual(PNG);
    expect(await readFile(join(target, '__words.txt'), 'utf8')).toBe('hi');
  }, 60_000);

  it('are fetched later, and never written over others', async () => {
    const { id } = JSON.parse((await run('--json')).out) as { id: string };
    const target = join(folder, 'later');
    const { exitCode, out } = await cli('runs', 'download', id, '--dir', target);
    expect({ exitCode, lines: out.trim().split('\n') }).toEqual({
      exitCode: 0,
      lines: [join(target, 'picture.png'), join(target, '__words.txt')],
    });
    const again = await cli('runs', 'download', id, '--dir', target);
    expect(again).toMatchObject({ exitCode: 1, err: expect.stringContaining('exists already') });
    expect((await readdir(target)).sort()).toEqual(['__words.txt', 'picture.png']);
  }, 60_000);

  it('that are not there end the command with their name', async () => {
    const { exitCode, err } = await cli('run', join(folder, 'wf.json'), '-p', 'image=@/nowhere/x.png');
    expect({ exitCode, err }).toEqual({ exitCode: 2, err: expect.stringContaining('/nowhere/x.png') });
  });
});
