import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { Tool } from '@modelcontextprotocol/sdk/types.js';

import { listNodeCommands } from '../../src/app/node-commands.js';
import type { HubAndNode } from '../support/doors.js';
import { callTool, connectMcp, startHubAndNode } from '../support/doors.js';
import { burnGraph, sumGraph } from '../support/graphs.js';
import type { TestServer } from '../support/server.js';
import { startServer } from '../support/server.js';

const CLI = join(import.meta.dirname, '../../dist/cli.js');
const COMMANDS = await listNodeCommands();
const READING = COMMANDS.filter(({ effect }) => effect === 'reads').map(({ name }) => name);
const START_MS = 60_000;

let pair: HubAndNode;
let all: TestServer;

beforeAll(async () => {
  [pair, all] = await Promise.all([startHubAndNode(), startServer({ role: 'all' })]);
}, START_MS);
afterAll(async () => {
  await all.stop();
  await pair.close();
});

const SERVERS: Readonly<Record<string, () => TestServer>> = {
  'a hub': () => pair.hub,
  'a node': () => pair.node,
  'both in one': () => all,
};

const connectStdio = async (server: TestServer, ...flags: readonly string[]): Promise<Client> => {
  const client = new Client({ name: 'test', version: '1' });
  const env = { PATH: process.env['PATH'] ?? '', NODETOOL_HUB_URL: server.url, NODETOOL_TOKEN: server.operatorToken };
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [CLI, 'mcp', ...flags], env }));
  return client;
};

const TRANSPORTS: Readonly<Record<string, (server: TestServer) => Promise<Client>>> = {
  HTTP: (server) => connectMcp(server.url, server.operatorToken),
  stdio: (server) => connectStdio(server, '--write'),
};

const cases = Object.entries(SERVERS).flatMap(([role, server]) =>
  Object.entries(TRANSPORTS).map(([transport, connect]) => ({ role, transport, server, connect })),
);

/** Asks until a thing is as it should be; the test's own time limit ends it. */
const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
};

const resultOf = async (client: Client, name: string, args: object): Promise<Record<string, unknown>> => {
  const answer = await callTool(client, name, { ...args });
  if ('code' in answer) throw new Error(answer.text);
  return answer.result;
};

describe.each(cases)('MCP of $role over $transport', ({ server, connect }) => {
  let client: Client;

  beforeAll(async () => {
    client = await connect(server());
  });
  afterAll(() => client.close());

  it('offers every command as a tool that says what it does', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(COMMANDS.map(({ name }) => name));
    const byName = new Map<string, Tool>(tools.map((tool) => [tool.name, tool]));
    for (const { name, effect, summary } of COMMANDS) {
      expect(byName.get(name)).toMatchObject({
        description: expect.stringContaining(summary),
        inputSchema: { type: 'object', additionalProperties: false },
        outputSchema: { type: 'object' },
        annotations: { readOnlyHint: effect === 'reads' },
      });
    }
    expect(byName.get('delete_workflow')?.annotations).toMatchObject({ destructiveHint: true, idempotentHint: true });
    expect(byName.get('create_workflow')?.annotations).toMatchObject({ destructiveHint: false, idempotentHint: false });
  });

  it('runs a workflow and gives its result', async () => {
    const { id } = await resultOf(client, 'create_workflow', { name: 'sum', graph: sumGraph });
    expect(await resultOf(client, 'run_workflow', { workflow_id: id, params: { a: 40 } })).toMatchObject({
      workflow_id: id,
      job_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      status: 'completed',
      result: { sum: 43 },
      preview: { look: 43 },
    });
  });

  it('tells how a run goes, and cancels it with its call', async () => {
    const { id } = await resultOf(client, 'create_workflow', { name: 'burn', graph: burnGraph });
    const stop = new AbortController();
    const steps: unknown[] = [];
    const call = client.callTool({ name: 'run_workflow', arguments: { workflow_id: id } }, undefined, {
      signal: stop.signal,
      onprogress: (step) => {
        steps.push(step);
        stop.abort('enough');
      },
    });
    await expect(call).rejects.toThrow('enough');
    expect(steps).toEqual([{ progress: 1, message: expect.stringContaining('The job is') }]);
    await until(async () => {
      const { jobs } = await resultOf(client, 'list_jobs', { workflow_id: id });
      return (jobs as { status: string }[]).every(({ status }) => status === 'cancelled');
    });
  });

  it('tells an error with its code, and takes the next call', async () => {
    expect(await client.callTool({ name: 'get_workflow', arguments: { workflow_id: 'nope' } })).toEqual({
      isError: true,
      content: [{ type: 'text', text: 'NOT_FOUND: Workflow nope not found' }],
      _meta: { 'nodetool/error': { code: 'NOT_FOUND', message: 'Workflow nope not found', details: {} } },
    });
    expect(await callTool(client, 'list_nodes', { limit: 'many' })).toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(client.callTool({ name: 'fly', arguments: {} })).rejects.toThrow('There is no tool fly');
    expect(await resultOf(client, 'list_nodes', { limit: 1 })).toMatchObject({ nodes: [expect.anything()] });
  });

  it('shows workflows as resources', async () => {
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toContain('nodetool://workflows/{id}');
    const { resources } = await client.listResources();
    const found = resources.find(({ name }) => name === 'Word statistics');
    const { contents } = await client.readResource({ uri: found?.uri ?? '' });
    const [content] = contents;
    expect(JSON.parse(content && 'text' in content ? content.text : '')).toMatchObject({
      name: 'Word statistics',
      graph: {},
    });
    await expect(client.readResource({ uri: 'nodetool://workflows/nope' })).rejects.toThrow('NOT_FOUND');
    await expect(client.readResource({ uri: 'file:///etc/passwd' })).rejects.toThrow('NOT_FOUND');
  });

  it('gives small files as resources, texts as texts and others as bytes', async () => {
    const bytes = Buffer.from([0, 159, 146, 150]).toString('base64');
    const { id: text } = await resultOf(client, 'create_asset', { name: 'list.txt', content: 'Buy milk.' });
    const { id: blob } = await resultOf(client, 'create_asset', { name: 'x.bin', content_base64: bytes });
    const read = async (id: unknown) => {
      const uri = `nodetool://assets/${String(id)}`;
      return (await client.readResource({ uri })).contents.map(({ uri: _uri, ...content }) => content);
    };
    expect(await read(text)).toEqual([{ mimeType: 'text/plain', text: 'Buy milk.' }]);
    expect(await read(blob)).toEqual([{ mimeType: 'application/octet-stream', blob: bytes }]);
  });
});

describe('a session that only reads', () => {
  it.each(Object.entries(SERVERS))('of %s neither shows nor calls what writes', async (_role, server) => {
    for (const client of [
      await connectStdio(server()),
      await connectMcp(server().url, server().operatorToken, '?read_only=true'),
      await connectMcp(server().url, await makeToken(server(), { scopes: ['commands:read'] })),
    ]) {
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).toEqual(READING);
      expect(await callTool(client, 'create_workflow', { name: 'x', graph: sumGraph })).toMatchObject({
        code: 'FORBIDDEN',
      });
      await client.close();
    }
  });
});

const makeToken = async ({ url, operatorToken }: TestServer, body: object): Promise<string> => {
  const response = await fetch(`${url}/api/v1/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${operatorToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'service', ...body }),
  });
  return ((await response.json()) as { token: string }).token; // the tests that use it fail without one
};

describe('MCP over HTTP', () => {
  const INITIALIZE = {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
  };
  const LIST = { jsonrpc: '2.0', id: 2, method: 'tools/list' };

  const post = async (body: object, headers: Record<string, string> = {}): Promise<Response> =>
    await fetch(`${all.url}/mcp`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${all.operatorToken}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
      },
      body: JSON.stringify(body),
    });

  const open = async (headers: Record<string, string> = {}): Promise<string> => {
    const response = await post(INITIALIZE, headers);
    await response.text();
    return response.headers.get('mcp-session-id') ?? '';
  };

  it('asks for a token', async () => {
    const response = await fetch(`${all.url}/mcp`, { method: 'POST' });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="nodetool"']);
  });

  it.each([
    ['https://evil.example', 403],
    ['http://127.0.0.1.evil.example', 403],
    ['null', 403],
    ['http://localhost:3000', 200],
    ['http://127.0.0.1', 200],
  ])('answers a page of %s with %i', async (origin, status) => {
    const response = await post(INITIALIZE, { origin });
    await response.text();
    expect(response.status).toBe(status);
  });

  it('keeps a session to the token that opened it', async () => {
    const session = await open();
    const other = await makeToken(all, {});
    const foreign = await post(LIST, { 'mcp-session-id': session, authorization: `Bearer ${other}` });
    expect([foreign.status, await foreign.json()]).toEqual([404, expect.objectContaining({ code: 'NOT_FOUND' })]);
    const own = await post(LIST, { 'mcp-session-id': session });
    expect([own.status, await own.text()]).toEqual([200, expect.stringContaining('run_workflow')]);
  });

  it('refuses a request outside of a session, and one after its end', async () => {
    expect((await post(LIST)).status).toBe(400);
    const session = await open();
    const headers = { authorization: `Bearer ${all.operatorToken}`, 'mcp-session-id': session };
    expect((await fetch(`${all.url}/mcp`, { method: 'DELETE', headers })).status).toBe(200);
    expect((await post(LIST, { 'mcp-session-id': session })).status).toBe(404);
  });

  it('lets the oldest session of a token go when it opens too many', async () => {
    const authorization = `Bearer ${await makeToken(all, {})}`;
    const first = await open({ authorization });
    for (let count = 0; count < 32; count++) await open({ authorization });
    expect((await post(LIST, { 'mcp-session-id': first, authorization })).status).toBe(404);
  });
});

describe('nodetool mcp', () => {
  it('goes on with a server that was started anew', async () => {
    const server = await startServer({ role: 'all' });
    const env = { HUB_OPERATOR_TOKEN: server.operatorToken, PORT: String(server.port) };
    const client = await connectStdio(server);
    await resultOf(client, 'list_nodes', { limit: 1 });
    await server.stop();
    expect(await client.callTool({ name: 'list_nodes', arguments: {} }).catch(String)).toContain(
      'cannot reach the hub',
    );
    const again = await startServer({ role: 'all', env });
    expect(await resultOf(client, 'list_nodes', { limit: 1 })).toMatchObject({ nodes: [expect.anything()] });
    await client.close();
    await again.stop();
  });

  it('says why a token is refused without showing it', async () => {
    const client = new Client({ name: 'test', version: '1' });
    const env = { PATH: process.env['PATH'] ?? '', NODETOOL_HUB_URL: all.url, NODETOOL_TOKEN: 'nt_op_canary' };
    const transport = new StdioClientTransport({ command: process.execPath, args: [CLI, 'mcp'], env, stderr: 'pipe' });
    const error = await client.connect(transport).then(() => '', String);
    expect(error).toContain('not known here');
    expect(error).not.toContain('canary');
    await client.close();
  });
});
