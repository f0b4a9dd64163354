import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { runCli } from '../../src/cli/run-cli.js';
import { createMemoryIo } from '../support/memory-io.js';
import type { TestServer } from '../support/server.js';
import { startServer } from '../support/server.js';

const ROOT = join(import.meta.dirname, '../..');
const CLI = join(ROOT, 'dist/cli.js');
const EXAMPLE = join(ROOT, 'examples/word-statistics.json');

let server: TestServer;
let folder: string;
let dataDir: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-hub-'));
  dataDir = join(folder, 'data');
  await mkdir(dataDir);
  server = await startServer({ role: 'all', dataDir });
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const environment = () => ({ NODETOOL_HUB_URL: server.url, NODETOOL_TOKEN: server.operatorToken });

const cli = async (...args: readonly string[]) => {
  const io = createMemoryIo({ env: environment() });
  const exitCode = await runCli(['gateway', ...args], io);
  return { exitCode, out: io.out(), err: io.err() };
};

const json = async (...args: readonly string[]): Promise<Record<string, unknown>> => {
  const { out } = await cli(...args, '--json');
  return JSON.parse(out) as Record<string, unknown>;
};

describe('a workflow', () => {
  it.each([
    ['of a file', EXAMPLE],
    ['by its name', 'Word statistics'],
  ])('%s runs with live steps and gives its result', async (_how, target) => {
    const { exitCode, out, err } = await cli('run', target, '-p', 'text=Hello hello\nworld', '-p', 'longest_count=2');
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: expect.stringMatching(/^run \w+ completed · on /mu) });
    expect(JSON.parse(out)).toMatchObject({ words: 3, different_words: 2, characters: 17, lines: 2 });
    expect(err).toMatch(/^ {2}completed {2}Write the report/mu);
  });

  it('is refused with the name of a parameter that is wrong', async () => {
    const { exitCode, out, err } = await cli('run', EXAMPLE, '-p', 'longest_count=many');
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
    expect(err).toContain('longest_count');
  });

  it('is imported, run, exported and deleted', async () => {
    const path = join(folder, 'mine.json');
    const source = JSON.parse(await readFile(EXAMPLE, 'utf8')) as Record<string, unknown>;
    await writeFile(path, JSON.stringify({ ...source, id: undefined, name: 'My statistics' }));
    const imported = await cli('workflows', 'import', path);
    const id = imported.out.split(' ')[0] ?? '';
    expect((await json('run', 'my statistics'))['workflow_id']).toBe(id);
    const copy = join(folder, 'copy.json');
    expect((await cli('workflows', 'export', 'My statistics', '-o', copy)).exitCode).toBe(0);
    expect(await cli('workflows', 'validate', copy)).toMatchObject({ exitCode: 0 });
    expect(await cli('workflows', 'delete', id)).toMatchObject({ exitCode: 0, out: `${id}\n` });
    expect((await cli('run', 'My statistics')).exitCode).toBe(4);
  });
});

describe('runs', () => {
  it('can be listed, shown, run again and watched afterwards', async () => {
    const first = await json('run', EXAMPLE);
    const again = await json('runs', 'rerun', String(first['id']));
    expect(again).toMatchObject({ rerun_of: first['id'], status: 'completed', result: first['result'] });
    const { runs } = (await json('runs', 'list', '--limit', '2')) as { runs: { id: string }[] };
    expect(runs.map(({ id }) => id)).toEqual([again['id'], first['id']]);
    const watched = await cli('runs', 'watch', String(first['id']), '--json');
    const types = watched.out
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type);
    expect(types[0]).toBe('snapshot');
    expect(types).toContain('node_update');
    expect(types.at(-1)).toBe('end');
    expect((await cli('runs', 'show', String(first['id']))).out).toContain('completed');
  });

  it('say why they wait, and can be cancelled', async () => {
    const { out } = await cli('run', EXAMPLE, '--label', 'gpu=none-has-this', '--no-wait');
    const id = out.trim();
    expect((await cli('runs', 'why', id)).out).toMatch(/^The run is queued: .*\n {2}\S+: .*gpu/u);
    expect(await cli('runs', 'cancel', id)).toMatchObject({ exitCode: 0, out: `${id}  cancelled\n` });
    expect((await cli('runs', 'watch', id)).exitCode).toBe(1);
  });
});

it('shows the nodes, and calls their commands', async () => {
  const { nodes } = (await json('nodes', 'list')) as { nodes: { node_id: string; state: string }[] };
  expect(nodes).toHaveLength(1);
  const nodeId = nodes[0]?.node_id ?? '';
  expect((await cli('nodes', 'show', nodeId)).out).toContain('ready');
  await cli('run', EXAMPLE);
  const { jobs } = (await json('nodes', 'call', nodeId, 'list_jobs', '-a', 'limit=1')) as { jobs: unknown[] };
  expect(jobs).toMatchObject([{ status: 'completed' }]);
  expect(await json('nodes', 'call', 'any', 'list_jobs', '-a', 'limit=1')).toMatchObject({ jobs });
  expect((await cli('nodes', 'call', 'any', 'fly')).err).toContain('none of the 1 connected for user 1 lists it');
  const miss = await cli('nodes', 'call', nodeId, 'get_job', '-a', 'job_id=nope');
  expect(miss).toMatchObject({ exitCode: 4, out: '' });
});

it('finds a run again after the server was stopped and started', async () => {
  const before = await json('run', EXAMPLE);
  await server.stop();
  server = await startServer({ role: 'all', dataDir });
  expect(await json('runs', 'show', String(before['id']))).toEqual(before);
});

describe('the built program', () => {
  const start = (...args: readonly string[]) => {
    const child = spawn(process.execPath, [CLI, ...args], { env: { PATH: process.env['PATH'], ...environment() } });
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    return { child, err: () => err };
  };

  it('answers --help within 200 ms', async () => {
    // The time of the processor, because other tests share the machine.
    const report =
      'data:text/javascript,process.on("exit",()=>{const u=process.cpuUsage();console.error(u.user+u.system)})';
    const child = spawn(process.execPath, ['--import', report, CLI, 'gateway', 'run', '--help']);
    let micros = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      micros += text;
    });
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(Number(micros) / 1000).toBeGreaterThan(10);
    expect(Number(micros) / 1000).toBeLessThan(200);
  });

  it('detaches at Ctrl-C and leaves the run alone', async () => {
    const { child, err } = start('gateway', 'run', EXAMPLE, '--label', 'gpu=none-has-this');
    while (!err().includes('queued')) await once(child.stderr, 'data');
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
    const id = /runs cancel (\w+)/u.exec(err())?.[1] ?? '';
    expect(await json('runs', 'show', id)).toMatchObject({ status: 'queued' });
    await cli('runs', 'cancel', id);
  });

  it('ends with the code for a wrong setting, without a stack', async () => {
    const { child, err } = start('gateway', 'connect', '--heartbeat-interval', '0');
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(3);
    expect(err()).toMatch(/GATEWAY_URL[^]*GATEWAY_HEARTBEAT_INTERVAL/u);
    expect(err()).not.toContain('    at ');
  });
});
