import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { TestServer } from '../support/server.js';
import { startServer } from '../support/server.js';

const MAIN = join(import.meta.dirname, '../../dist/main.js');

describe('the server process', () => {
  let dir = '';
  let server: TestServer | undefined;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'nodetool-start-'));
  });

  afterEach(async () => {
    await server?.stop('SIGKILL');
    server = undefined;
    await rm(dir, { recursive: true, force: true });
  });

  /** Runs a server that is expected to end by itself. */
  const runToEnd = async (
    env: Record<string, string>,
    args: string[] = [],
  ): Promise<{ code: number; output: string }> => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: dir,
      env: { PATH: process.env['PATH'], DATA_DIR: join(dir, 'data'), ...env },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    const [code] = (await once(child, 'close')) as [number];
    return { code, output };
  };

  it('ends with 3 and names every wrong setting, without a stack or a secret', async () => {
    const { code, output } = await runToEnd({ PORT: 'x', DATABASE_URL: 'mysql://me:hunter2@db' }, [
      '--log-level',
      'loud',
    ]);
    expect(code).toBe(3);
    expect(output).toMatch(/^3 settings are wrong:\n {2}PORT is not valid: expected/);
    expect(output).toContain('LOG_LEVEL');
    expect(output).not.toMatch(/hunter2|\n\s+at /);
  });

  it('goes on when nobody reads its output any more', async () => {
    server = await startServer({ role: 'hub', env: { LOG_LEVEL: 'debug' } });
    server.dropOutput();
    const refused = await fetch(`${server.url}/api/v1/runs`, { headers: { authorization: 'Bearer wrong' } });
    expect(refused.status).toBe(401);
    expect(await server.stop('SIGTERM')).toEqual({ code: 0, signal: null });
  });

  it('ends with 3 for an unknown flag', async () => {
    const { code, output } = await runToEnd({}, ['--prot', '80']);
    expect({ code, output }).toMatchObject({
      code: 3,
      output: expect.stringContaining('--prot is not a flag of the server'),
    });
  });

  it('ends with 1 and says how to choose another port when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const { code, output } = await runToEnd({ PORT: String(port), LOG_FORMAT: 'json' });
    other.close();
    expect(code).toBe(1);
    expect(output).toContain(`Port ${String(port)} on 127.0.0.1 is already in use.`);
    expect(output).not.toMatch(/\n\s+at |"level":"error"/);
  });

  it('ends with 1 when the database does not answer, without its password', async () => {
    const { code, output } = await runToEnd({
      DATABASE_URL: 'postgres://me:hunter2@127.0.0.1:1/x',
      LOG_LEVEL: 'silent',
    });
    expect(code).toBe(1);
    expect(output).toMatch(/^The server could not start: .*ECONNREFUSED/);
    expect(output).not.toContain('hunter2');
  });

  it('shows the tokens of a first start once, and they open the door', async () => {
    server = await startServer({ role: 'all', dataDir: dir, env: { HUB_OPERATOR_TOKEN: '', HUB_NODE_TOKEN: '' } });
    const [operator] = /nt_op_[\w-]{43}/.exec(server.logs()) ?? [];
    expect(server.logs()).toMatch(/nt_node_[\w-]{43}/);
    const headers = { authorization: `Bearer ${String(operator)}` };
    expect((await fetch(`${server.url}/api/v1/commands`, { headers })).status).toBe(200);
    await server.stop();
    server = await startServer({ role: 'all', dataDir: dir, env: { HUB_OPERATOR_TOKEN: '', HUB_NODE_TOKEN: '' } });
    expect(server.logs()).not.toContain('nt_');
    expect((await fetch(`${server.url}/api/v1/commands`, { headers })).status).toBe(200);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('stops cleanly on %s', async (signal) => {
    server = await startServer({ role: 'all' });
    expect(await server.stop(signal)).toEqual({ code: 0, signal: null });
  });

  it('lets one process at a time use a data folder', async () => {
    server = await startServer({ role: 'hub', dataDir: dir });
    const { code, output } = await runToEnd({ DATA_DIR: dir, PORT: '0' });
    expect(code).toBe(1);
    expect(output).toContain(`The data folder ${dir} is in use by process ${String(server.pid)}.`);
    await server.stop('SIGKILL');
    server = await startServer({ role: 'hub', dataDir: dir });
  });

  it('ends a node whose token the hub refuses, and says so', async () => {
    server = await startServer({ role: 'hub' });
    const { code, output } = await runToEnd({
      ROLE: 'node',
      PORT: '0',
      GATEWAY_URL: server.wsUrl,
      GATEWAY_AUTH_TOKEN: 'hunter2',
      LOG_LEVEL: 'silent',
    });
    expect(code).toBe(1);
    expect(output).toContain('401');
    expect(output).not.toMatch(/hunter2|\n\s+at /);
  });

  it('hides its command line', async () => {
    server = await startServer({ role: 'hub' });
    expect(await readFile(`/proc/${String(server.pid)}/cmdline`, 'utf8')).toMatch(/^nodetool-gateway/);
  });

  it('serves the documentation of its API', async () => {
    server = await startServer({ role: 'all' });
    const document = (await (await fetch(`${server.url}/docs-json`)).json()) as { paths: Record<string, unknown> };
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/api/v1/runs', '/api/v1/commands/list_workflows']),
    );
  });
});
