import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { runCli } from '../../src/cli/run-cli.js';
import type { MemoryIoOptions } from '../support/memory-io.js';
import { createMemoryIo } from '../support/memory-io.js';

/** What a request brought, and how it is answered. */
interface Exchange {
  readonly url: URL;
  readonly request: IncomingMessage;
  readonly body: unknown;
  readonly response: ServerResponse;
}
type Handler = (exchange: Exchange) => void;

/** A peer that answers as a test says: for what a healthy hub never does. */
let handlers: Record<string, Handler>;
let seen: { line: string; headers: IncomingMessage['headers']; body: unknown }[];
let server: Server;
let hubUrl: string;
let folder: string;

beforeEach(async () => {
  handlers = {};
  seen = [];
  folder = await mkdtemp(join(tmpdir(), 'cli-e2e-'));
  server = createServer((request, response) => {
    void answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  hubUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const text = Buffer.concat(pieces).toString();
  const url = new URL(request.url ?? '/', hubUrl);
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  seen.push({ line: `${request.method} ${url.pathname}${url.search}`, headers: request.headers, body });
  const handler = handlers[`${request.method} ${url.pathname.replace('/api/v1', '')}`];
  if (handler) handler({ url, request, body, response });
  else send(404, { code: 'NOT_FOUND', detail: `nothing at ${url.pathname}` })({ url, request, body, response });
};

const send =
  (status: number, body: unknown): Handler =>
  ({ response }) => {
    response.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' });
    response.end(JSON.stringify(body));
  };

/** A stream of events: each item is one event, `broken` tears the connection. */
const stream =
  (...items: readonly (readonly [event: string, data: unknown, id?: number] | 'broken')[]): Handler =>
  ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    for (const item of items) {
      if (item === 'broken') {
        response.write(': last words\n\n', () => response.destroy());
        return;
      }
      const [event, data, id] = item;
      response.write(`event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`);
    }
    response.end();
  };

const run = (fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: 'r1',
  status: 'completed',
  workflow_id: null,
  user_id: '1',
  node_id: 'gpu-1',
  attempt: 1,
  priority: 5,
  result: {},
  outputs: {},
  error: null,
  queued_reason: null,
  rerun_of: null,
  created_at: '2026-01-01T00:00:00.000Z',
  started_at: '2026-01-01T00:00:00.010Z',
  finished_at: null,
  ...fields,
});
const GRAPH = { nodes: [{ id: '1', type: 'nodetool.input.StringInput', data: { name: 'text' } }], edges: [] };

const cli = async (args: readonly string[], options: MemoryIoOptions = {}) => {
  const io = createMemoryIo({
    ...options,
    env: { NODETOOL_HUB_URL: hubUrl, NODETOOL_TOKEN: 'secret', ...options.env },
  });
  const exitCode = await runCli(['gateway', ...args], io);
  return { exitCode, out: io.out(), err: io.err() };
};

const workflowFile = async (value: unknown = { graph: GRAPH }): Promise<string> => {
  const path = join(folder, 'flow.json');
  await writeFile(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
};

describe('run', () => {
  it('sends the file, watches the run and prints its result', async () => {
    handlers['POST /runs'] = send(202, run({ status: 'queued' }));
    handlers['GET /runs/r1/events'] = stream(
      ['snapshot', run({ status: 'queued', node_id: null, queued_reason: 'all nodes are busy' })],
      ['run_update', { status: 'running', node_id: 'gpu-1', attempt: 1 }, 1],
      ['node_update', { node_id: '1', node_name: 'Upper', status: 'running' }, 2],
      ['node_update', { node_id: '1', node_name: 'Upper', status: 'completed' }, 3],
      ['log_update', { node_name: 'Upper', severity: 'warning', content: 'odd input' }, 4],
      ['end', run({ result: { out: 'ADA\nLOVELACE' } })],
    );
    const options = [
      '-p',
      'text=5',
      '-p',
      'n=5',
      '--label',
      'gpu=h200',
      '--priority',
      '7',
      '--timeout',
      '2m',
      '--retry',
      'safe',
    ];
    const { exitCode, out, err } = await cli(['run', await workflowFile(), ...options]);
    expect(exitCode).toBe(0);
    expect(out).toBe('ADA\nLOVELACE\n');
    expect(err.split('\n').map((line) => line.trim())).toEqual([
      'run r1 queued · all nodes are busy',
      'run r1 running · on gpu-1',
      'running    Upper',
      'completed  Upper',
      'warning from Upper: odd input',
      'run r1 completed · on gpu-1',
      '',
    ]);
    expect(seen[0]).toMatchObject({
      line: 'POST /api/v1/runs',
      headers: { authorization: 'Bearer secret', 'idempotency-key': expect.stringMatching(/^[0-9a-f]{32}$/u) },
      body: {
        graph: GRAPH,
        params: { text: '5', n: 5 },
        labels: { gpu: 'h200' },
        priority: 7,
        timeout_ms: 120_000,
        retry: 'safe',
      },
    });
  });

  it('takes up a broken stream behind the last event', async () => {
    handlers['POST /runs'] = send(202, run({ status: 'running' }));
    const parts = [
      stream(
        ['snapshot', run({ status: 'running' })],
        ['node_update', { node_id: '1', status: 'running' }, 7],
        'broken',
      ),
      send(503, { code: 'UNAVAILABLE', detail: 'starting' }),
      stream(['snapshot', run({ status: 'running' })], ['end', run({ result: { a: 1, b: [2] } })]),
    ];
    handlers['GET /runs/r1/events'] = (exchange) => parts.shift()?.(exchange);
    const { exitCode, out, err } = await cli(['run', await workflowFile()]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toEqual({ a: 1, b: [2] });
    expect(err.match(/connection to the hub broke/gu)).toHaveLength(1);
    const streams = seen.filter(({ line }) => line.endsWith('/events'));
    expect(streams.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '7', '7']);
  });

  it('asks twice with one key when the first answer is lost', async () => {
    handlers['POST /runs'] = ({ response }) => {
      handlers['POST /runs'] = send(202, run());
      response.destroy();
    };
    const { exitCode, out } = await cli(['run', await workflowFile(), '--no-wait']);
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: 'r1\n' });
    const keys = seen.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  it('says why a run failed, and ends with the exit code for it', async () => {
    handlers['POST /runs'] = send(202, run({ status: 'running' }));
    const error = { code: 'NODE_LOST', message: 'gpu-1 went away' };
    handlers['GET /runs/r1/events'] = stream(['end', run({ status: 'failed', error })]);
    const failed = await cli(['run', await workflowFile()]);
    expect(failed).toMatchObject({ exitCode: 1, out: '' });
    expect(failed.err).toContain('error: run r1 ended failed: gpu-1 went away\n  code: NODE_LOST\n');
    handlers['GET /runs/r1/events'] = stream(['end', run({ status: 'timed_out', error })]);
    expect((await cli(['run', await workflowFile()])).exitCode).toBe(7);
    const asJson = await cli(['run', await workflowFile(), '--json']);
    expect(asJson.exitCode).toBe(7);
    expect(JSON.parse(asJson.out)).toMatchObject({ id: 'r1', status: 'timed_out', error });
  });

  it('detaches at Ctrl-C and says how to go on', async () => {
    handlers['POST /runs'] = send(202, run({ status: 'running' }));
    handlers['GET /runs/r1/events'] = ({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`event: snapshot\ndata: ${JSON.stringify(run({ status: 'running' }))}\n\n`);
      response.write('event: node_update\nid: 1\ndata: {"node_id":"1","node_name":"Slow","status":"running"}\n\n');
    };
    const io = createMemoryIo({ env: { NODETOOL_HUB_URL: hubUrl } });
    const ended = runCli(['gateway', 'run', await workflowFile()], io);
    await io.errHolds('Slow');
    io.interrupt();
    expect(await ended).toBe(130);
    expect(io.err()).toContain('nodetool gateway runs watch r1');
    expect(io.err()).toContain('nodetool gateway runs cancel r1');
  });

  it('paints live on a terminal, without colour where it is not wanted', async () => {
    handlers['POST /runs'] = send(202, run({ status: 'running' }));
    handlers['GET /runs/r1/events'] = stream(
      ['snapshot', run({ status: 'running' })],
      ['node_update', { node_id: '1', node_name: 'Upper', status: 'running' }, 1],
      ['node_update', { node_id: '1', node_name: 'Upper', status: 'completed' }, 2],
      ['end', run({ result: { out: 'a\u001b[31mb' }, finished_at: '2026-01-01T00:00:02.000Z' })],
    );
    const { err, out } = await cli(['run', await workflowFile()], { isTty: true, env: { NO_COLOR: '1' } });
    const last = err.split('\u001b[0J').at(-1);
    expect(last).toMatch(/^✔ run r1 completed · 2\.0 s · on gpu-1\n {2}✔ Upper\n$/u);
    expect(err).not.toContain('\u001b[32m');
    expect(out).toBe('a\uFFFD[31mb\n');
  });

  it('finds a stored workflow by name and keeps text for its text inputs', async () => {
    handlers['POST /commands/get_workflow'] = ({ body, ...exchange }) => {
      const isKnown = (body as { workflow_id: string }).workflow_id === 'w7';
      const answer = isKnown
        ? send(200, { id: 'w7', name: 'Letters', graph: GRAPH })
        : send(404, { code: 'NOT_FOUND', detail: 'no' });
      answer({ body, ...exchange });
    };
    const workflows = [
      { id: 'w7', name: 'Letters', workflow_type: 'user' },
      { id: 'w8', name: 'Letters to friends', workflow_type: 'example' },
    ];
    handlers['POST /commands/list_workflows'] = send(200, { workflows, next: null, total: 2 });
    handlers['POST /runs'] = send(202, run());
    expect((await cli(['run', 'letters', '-p', 'text=5', '--no-wait', '--user-id', '2'])).exitCode).toBe(0);
    expect(seen.at(-1)?.body).toEqual({ workflow_id: 'w7', params: { text: '5' }, user_id: '2' });
    expect(seen[1]?.body).toEqual({ workflow_type: 'all', query: 'letters', limit: 1000, user_id: '2' });

    const miss = await cli(['run', 'letter']);
    expect(miss.exitCode).toBe(4);
    expect(miss.err).toContain('there is no workflow with the id or name "letter"\n  w7  Letters\n');
  });

  it('lists the candidates of an ambiguous name', async () => {
    handlers['POST /commands/get_workflow'] = send(404, { code: 'NOT_FOUND', detail: 'no' });
    const workflows = ['w1', 'w2'].map((id) => ({ id, name: 'Twice', workflow_type: 'user' }));
    handlers['POST /commands/list_workflows'] = send(200, { workflows, next: null, total: 2 });
    const { exitCode, err } = await cli(['run', 'Twice']);
    expect(exitCode).toBe(2);
    expect(err).toBe('error: 2 workflows are called "Twice"\n  w1  (user)\n  w2  (user)\nhint: Name one by its id.\n');
  });

  it('lets an id through that only a node may know', async () => {
    handlers['POST /commands/get_workflow'] = send(404, { code: 'NOT_FOUND', detail: 'no' });
    handlers['POST /commands/list_workflows'] = send(200, { workflows: [], next: null, total: 0 });
    handlers['POST /runs'] = send(202, run());
    const id = '0190f3a1b2c3d4e5f60718293a4b5c6d';
    expect((await cli(['run', id, '--no-wait'])).exitCode).toBe(0);
    expect((await cli(['run', 'named', '--node', 'gpu-1', '--no-wait'])).exitCode).toBe(0);
    const bodies = seen.filter(({ line }) => line === 'POST /api/v1/runs').map(({ body }) => body);
    expect(bodies).toEqual([
      { workflow_id: id, params: {} },
      { workflow_id: 'named', params: {}, node_id: 'gpu-1' },
    ]);
  });
});

describe('what goes wrong', () => {
  it('shows detail, every wrong field and the hint of a refusal, never a stack', async () => {
    const problems = [
      { field: 'params.a', message: 'expected int, got text' },
      { field: 'labels', message: 'labels must be an object' },
      { field: 'graph', message: 'has no nodes' },
    ];
    handlers['POST /runs'] = send(422, {
      code: 'INVALID_ARGUMENT',
      detail: 'Three are wrong; graph has no nodes',
      hint: 'Mend them.',
      problems,
    });
    const { exitCode, err, out } = await cli(['run', await workflowFile()]);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toBe(
      'error: Three are wrong; graph has no nodes\n  params.a: expected int, got text\n  labels must be an object\nhint: Mend them.\n',
    );
    const asJson = await cli(['run', await workflowFile(), '--json']);
    expect(JSON.parse(asJson.err)).toEqual({
      error: {
        code: 'INVALID_ARGUMENT',
        detail: 'Three are wrong; graph has no nodes',
        hint: 'Mend them.',
        problems,
        exit_code: 2,
      },
    });
  });

  it.each([
    [['runs', 'list', '--frob'], "unknown option '--frob'"],
    [['run'], "missing required argument 'workflow'"],
    [['runs', 'list', '-n', '0'], "option '-n, --limit <count>' argument '0' is invalid."],
  ])('tells the mistake in %j as JSON when that is asked for, else in words', async (args, detail) => {
    const words = await cli(args);
    expect(words).toMatchObject({ exitCode: 2, err: expect.stringContaining(`error: ${detail}`) });
    const { exitCode, err } = await cli([...args, '--json']);
    expect(exitCode).toBe(2);
    expect(JSON.parse(err)).toMatchObject({ error: { detail: expect.stringContaining(detail), exit_code: 2 } });
  });

  it('says of a path what is wrong with it, and never asks the hub for it', async () => {
    expect(await cli(['run', tmpdir()])).toMatchObject({ exitCode: 2, err: expect.stringContaining('it is a folder') });
    const missing = await cli(['run', join(tmpdir(), 'nothing-here.json')]);
    expect(missing).toMatchObject({ exitCode: 2, err: expect.stringContaining('there is no such file') });
    expect(seen).toEqual([]);
  });

  it.each([
    [401, { code: 'UNAUTHENTICATED', detail: 'no' }, 5, 'does not know this token'],
    [403, { code: 'FORBIDDEN', detail: 'not yours' }, 5, 'error: not yours'],
    [404, { code: 'NOT_FOUND', detail: 'Run r9 not found' }, 4, 'error: Run r9 not found'],
    [504, { code: 'DEADLINE_EXCEEDED', detail: 'too late' }, 7, 'error: too late'],
    [500, { code: 'INTERNAL', detail: 'a fault' }, 1, 'error: a fault'],
    [502, 'Bad Gateway', 1, 'error: the hub answered with HTTP 502'],
  ])('turns HTTP %d into an exit code', async (status, body, exitCode, text) => {
    handlers['GET /runs/r9'] = send(status, body);
    const result = await cli(['runs', 'show', 'r9']);
    expect(result.exitCode).toBe(exitCode);
    expect(result.err).toContain(text);
  });

  it('says that no token was sent, and how to log in', async () => {
    handlers['GET /runs/r9'] = send(401, { code: 'UNAUTHENTICATED', detail: 'A token is needed' });
    const { err } = await cli(['runs', 'show', 'r9'], { env: { NODETOOL_TOKEN: '' } });
    expect(err).toContain(`No token was sent to ${hubUrl}. Log in with: nodetool gateway login`);
  });

  it('says that nothing listens at the address', async () => {
    server.close();
    await once(server, 'close');
    const { exitCode, err } = await cli(['runs', 'watch', 'r1']);
    expect(exitCode).toBe(6);
    expect(err).toContain(`error: cannot reach the hub at ${hubUrl}: nothing listens there\n`);
  });

  it('does not follow a redirect with its token', async () => {
    handlers['GET /runs/r1'] = ({ response }) =>
      response.writeHead(302, { location: `${hubUrl}/api/v1/runs/r2` }).end();
    expect((await cli(['runs', 'show', 'r1'])).exitCode).toBe(6);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.every(({ line }) => line === 'GET /api/v1/runs/r1')).toBe(true);
  });

  it('recognises an answer that is not from a hub', async () => {
    handlers['GET /runs/r1'] = ({ response }) => response.end('<html>');
    expect((await cli(['runs', 'show', 'r1'])).err).toContain('did not answer with a JSON object');
  });

  it('ends with the usage code for a wrong command line', async () => {
    for (const args of [
      ['run'],
      ['runs', 'lst'],
      ['run', 'x', '--priority', '12'],
      ['runs', 'list', '--limit', '0'],
      ['nodes'],
    ]) {
      expect((await cli(args)).exitCode).toBe(2);
    }
  });
});

describe('runs', () => {
  it('lists over as many pages as it takes', async () => {
    handlers['GET /runs'] = (exchange) => {
      const isFirst = exchange.url.searchParams.get('cursor') === null;
      send(200, { runs: [run({ id: isFirst ? 'r1' : 'r2' })], next: isFirst ? 'c1' : null })(exchange);
    };
    const { out } = await cli(['runs', 'list', '--status', 'failed', '--json']);
    expect(JSON.parse(out)).toMatchObject({ runs: [{ id: 'r1' }, { id: 'r2' }], next: null });
    expect(seen.map(({ line }) => line)).toEqual([
      'GET /api/v1/runs?status=failed&limit=20',
      'GET /api/v1/runs?status=failed&limit=19&cursor=c1',
    ]);
    const table = await cli(['runs', 'list', '-n', '1']);
    expect(table.out.split('\n')[1]).toMatch(/^r1 {3}completed {2}.* {2}gpu-1$/u);
    expect(table.err).toContain('--cursor c1');
  });

  it('writes one event per line with --json', async () => {
    handlers['GET /runs/r1/events'] = stream(['snapshot', run()], ['chunk', { content: 'a' }, 4], ['end', run()]);
    const { exitCode, out, err } = await cli(['runs', 'watch', 'r1', '--json', '--after', '3']);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; seq: number | null; data: unknown });
    expect(lines.map(({ type, seq }) => [type, seq])).toEqual([
      ['snapshot', null],
      ['chunk', 4],
      ['end', null],
    ]);
    expect(lines[1]?.data).toEqual({ content: 'a' });
    expect(seen[0]?.headers['last-event-id']).toBe('3');
  });

  it('tries to cancel all, and reports the first refusal', async () => {
    handlers['POST /runs/r1/cancel'] = send(200, run({ status: 'cancelled' }));
    const { exitCode, out, err } = await cli(['runs', 'cancel', 'nope', 'r1']);
    expect({ exitCode, out }).toEqual({ exitCode: 4, out: 'r1  cancelled\n' });
    expect(err).toContain('nothing at /api/v1/runs/nope/cancel');
  });
});

describe('login', () => {
  it('checks the token and stores it for its owner alone', async () => {
    handlers['GET /commands'] = send(200, { commands: [] });
    const env = { XDG_CONFIG_HOME: folder, NODETOOL_TOKEN: '' };
    expect((await cli(['login'], { env, stdin: ' nt_op_x\n' })).exitCode).toBe(0);
    expect(seen[0]?.headers.authorization).toBe('Bearer nt_op_x');
    const path = join(folder, 'nodetool', 'credentials.json');
    expect((await stat(path)).mode & 0o777).toBe(0o600);

    await cli(['runs', 'list'], { env: { ...env, NODETOOL_HUB_URL: '' } });
    expect(seen.at(-1)?.headers.authorization).toBe('Bearer nt_op_x');

    expect((await cli(['logout'], { env })).exitCode).toBe(0);
    await expect(readFile(path)).rejects.toThrow('ENOENT');
    await cli(['runs', 'list'], { env });
    expect(seen.at(-1)?.headers.authorization).toBeUndefined();
  });

  it('stores nothing when the hub refuses the token', async () => {
    handlers['GET /commands'] = send(401, { code: 'UNAUTHENTICATED', detail: 'no' });
    const env = { XDG_CONFIG_HOME: folder };
    expect((await cli(['login'], { env, stdin: 'bad' })).exitCode).toBe(5);
    await expect(stat(join(folder, 'nodetool'))).rejects.toThrow('ENOENT');
  });

  it('sends a stored token only to the hub for which it was stored', async () => {
    const env = { XDG_CONFIG_HOME: folder, NODETOOL_TOKEN: '' };
    await cli(['login', '--no-verify', '--hub-url', 'https://elsewhere.example'], { env, stdin: 'x' });
    handlers['GET /runs'] = send(200, { runs: [], next: null });
    await cli(['runs', 'list'], { env });
    expect(seen[0]?.headers.authorization).toBeUndefined();
  });

  it('never repeats a token that is wrong', async () => {
    const { exitCode, err } = await cli(['login'], { stdin: 'two words' });
    expect(exitCode).toBe(2);
    expect(err).not.toContain('two words');
  });

  it('says that the stored login is broken', async () => {
    const env = { XDG_CONFIG_HOME: folder };
    await cli(['login', '--no-verify'], { env, stdin: 'x' });
    await writeFile(join(folder, 'nodetool', 'credentials.json'), '{');
    expect((await cli(['runs', 'list'], { env })).exitCode).toBe(3);
  });
});

describe('workflows', () => {
  it('imports nothing when one of the files is broken', async () => {
    const good = await workflowFile({ name: 'Letters', graph: GRAPH, tags: ['text'], created_at: 'x' });
    const bad = join(folder, 'bad.json');
    await writeFile(bad, '{"graph": ');
    const { exitCode, err } = await cli(['workflows', 'import', good, bad]);
    expect({ exitCode, count: seen.length }).toEqual({ exitCode: 2, count: 0 });
    expect(err).toContain(`${bad} is not valid JSON: line 1, column 11: expected value`);

    handlers['POST /commands/create_workflow'] = send(200, { id: 'w1', name: 'Letters' });
    expect((await cli(['workflows', 'import', good])).out).toBe('w1  Letters\n');
    expect(seen[0]?.body).toEqual({ name: 'Letters', graph: GRAPH, tags: ['text'] });
  });

  it('exports to a file, but not over one that exists', async () => {
    const workflow = { id: 'w1', name: 'Letters', graph: GRAPH };
    handlers['POST /commands/get_workflow'] = send(200, workflow);
    const path = join(folder, 'out.json');
    expect((await cli(['workflows', 'export', 'w1', '-o', path])).exitCode).toBe(0);
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(workflow);
    const again = await cli(['workflows', 'export', 'w1', '-o', path]);
    expect(again.exitCode).toBe(2);
    expect(again.err).toContain('exists already');
    expect((await cli(['workflows', 'export', 'w1', '-o', path, '--force'])).exitCode).toBe(0);
  });

  it('prints every finding of a check, and fails when there are errors', async () => {
    const findings = {
      errors: ['Node 1 (a.B) is unknown', 'Edge e is broken'],
      warnings: ['Node 2 is alone'],
      suggestions: [],
    };
    handlers['POST /commands/validate_workflow'] = send(200, { valid: false, ...findings, message: '2 errors' });
    const { exitCode, out } = await cli(['workflows', 'validate', await workflowFile()]);
    expect(exitCode).toBe(1);
    expect(out).toBe('error: Node 1 (a.B) is unknown\nerror: Edge e is broken\nwarning: Node 2 is alone\n2 errors\n');
  });
});

describe('triggers', () => {
  it('are asked for on the machine that is named', async () => {
    handlers['POST /nodes/gpu-1/commands/list_triggers'] = send(200, {
      triggers: [
        {
          workflow_id: 'w1',
          is_on: true,
          sources: [{ kind: 'file', event_count: 2, max_events: 5 }],
          problems: ['no folder'],
          pending_count: 3,
          running_count: 1,
          last_event_at: null,
        },
      ],
    });
    const { exitCode, out } = await cli(['triggers', 'list', '--node', 'gpu-1']);
    expect({ exitCode, lines: out.trim().split('\n') }).toEqual({
      exitCode: 0,
      lines: [
        'WORKFLOW  STATE  EVENTS       WAITING  RUNNING  LAST EVENT  PROBLEMS',
        'w1        on     file 2 of 5  3        1        -           no folder',
      ],
    });
  });

  it('need a machine where the hub has none in its own process', async () => {
    handlers['POST /commands/list_triggers'] = send(404, { code: 'UNKNOWN_COMMAND', detail: 'Unknown command' });
    expect(await cli(['triggers', 'list'])).toMatchObject({
      exitCode: 4,
      err: expect.stringContaining('hint: Name the machine that waits for the events with --node'),
    });
  });
});
