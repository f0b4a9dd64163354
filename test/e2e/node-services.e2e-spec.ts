import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { AiServer } from '../support/ai-servers/ai-server.js';
import { startAiServer } from '../support/ai-servers/ai-server.js';
import { edge, vertex } from '../support/graphs.js';
import { callCommand, getJob, readLog, startJob, untilJob } from '../support/node-api.js';
import type { TestServer } from '../support/server.js';
import { startServer } from '../support/server.js';
import { SERVICE_NODES, useGraph } from '../support/service-graphs.js';

const KEY = 'sk-key-of-the-tests';
const MODEL = 'gpt-4o-mini';
/** A run as the hub shows it once it has ended. */
interface FinishedRun {
  readonly id: string;
  readonly status: string;
  readonly outputs: Readonly<Record<string, readonly (readonly { readonly type: string; readonly text: string }[])[]>>;
}

const ENDED = ['completed', 'failed', 'cancelled'];

describe('graph nodes that use services', () => {
  let ai: AiServer;
  let web: Server;
  let site = '';
  let server: TestServer;

  beforeAll(async () => {
    ai = await startAiServer({ apiKey: KEY });
    web = createServer((request, response) => void response.end(`page ${request.url}`));
    web.listen(0, '127.0.0.1');
    await once(web, 'listening');
    const { port } = web.address() as AddressInfo; // listens on TCP
    site = `http://127.0.0.1:${port}`;
    server = await startServer({
      role: 'all',
      env: {
        PATH: '/nonexistent',
        NODE_PACKAGES: SERVICE_NODES,
        OUTBOUND_ALLOW: `127.0.0.1:${port}`,
        OPENAI_BASE_URL: `${ai.url}/v1`,
        OPENAI_API_KEY: KEY,
      },
    });
    await callCommand(server, 'set_secret', { name: 'MY_SECRET', value: 'hunter2' });
  });

  afterAll(async () => {
    await server.stop();
    await ai.close();
    web.closeAllConnections();
    web.close();
  });

  it.each(['threaded', 'subprocess'])('get all of them in one run: %s', async (execution_strategy) => {
    const graph = useGraph({
      fetch: { url: `${site}/a` },
      file: { path: `notes/../${execution_strategy}.txt`, text: 'kept' },
      secret: { name: 'MY_SECRET' },
      chat: { prompt: 'Hello', model: MODEL },
      remember: {
        name: `notes-${execution_strategy}`,
        texts: ['boats in the harbour', 'lentil soup'],
        query: 'lentils soup',
      },
    });
    const jobId = await startJob(server, graph, { execution_strategy });
    const { status, error, cost } = await untilJob(server, jobId, ...ENDED);
    expect([status, error]).toEqual(['completed', null]);
    // The price of this model is known, so a call that was booked on the job shows.
    expect(cost).toBeGreaterThan(0);
    const lines = (await readLog(server, jobId)).map(({ message }) => message);
    expect(lines).toContain("Output 'fetch': page /a");
    expect(lines).toContain("Output 'file': kept");
    expect(lines).toContain("Output 'secret': hunter2");
    expect(lines.find((line) => line.startsWith("Output 'chat'"))).toContain('"type":"text"');
    expect(lines).toContain(`Output 'remember': {"first":"lentil soup","count":2,"ids":["d0","d1"]}`);
    const file = join(server.dataDir, 'workspaces', '1', 'default', `${execution_strategy}.txt`);
    expect(await readFile(file, 'utf8')).toBe('kept');
  });

  it('post pieces of an answer that reach those who follow the run at the hub', async () => {
    const authorization = `Bearer ${server.operatorToken}`;
    const started = await fetch(`${server.url}/api/v1/runs`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', prefer: 'wait=30' },
      body: JSON.stringify({ graph: useGraph({ chat: { prompt: 'Hello', model: MODEL } }) }),
    });
    const { id, status, outputs } = (await started.json()) as FinishedRun; // the shape that the API promises
    expect(status).toBe('completed');
    const events = await fetch(`${server.url}/api/v1/runs/${id}/events`, {
      headers: { authorization, accept: 'text/event-stream' },
    });
    const chunks = (await events.text())
      .split('\n\n')
      .flatMap((frame) => /event: chunk\ndata: (.*)/.exec(frame)?.[1] ?? [])
      .map((data) => (JSON.parse(data) as { readonly content: string }).content);
    const texts = outputs['chat']?.[0]?.flatMap(({ type, text }) => (type === 'text' ? [text] : []));
    expect(chunks.join('')).toBe(texts?.join(''));
    expect(chunks.join('')).not.toBe('');
  });

  it('do not get beyond what the rules allow, nor at keys that are not for graphs', async () => {
    const refused = await untilJob(server, await startJob(server, useGraph({ fetch: { url: server.url } })), ...ENDED);
    expect(refused).toMatchObject({ status: 'failed', error: expect.stringContaining('OUTBOUND_ALLOW') });
    const graph = useGraph({
      token: { of: 'secret', name: 'HUB_OPERATOR_TOKEN' },
      path: { of: 'secret', name: 'PATH' },
    });
    const jobId = await startJob(server, graph);
    expect((await untilJob(server, jobId, ...ENDED)).status).toBe('completed');
    const lines = (await readLog(server, jobId)).map(({ message }) => message);
    expect(lines).toEqual(expect.arrayContaining(["Output 'token': null", "Output 'path': null"]));
  });

  it('are refused before a run when what they need is missing, and say so everywhere', async () => {
    const graph = (type: string) => ({
      nodes: [vertex('n', type), vertex('o', 'nodetool.output.Output', { name: 'o' })],
      edges: [edge('n.output -> o.value')],
    });
    const keyed = await callCommand(server, 'validate_workflow', { graph: graph('test.Keyed') });
    expect(keyed).toMatchObject({ valid: false, problems: [{ code: 'MISSING_SECRET', node_id: 'n' }] });
    const jobId = await startJob(server, graph('test.Keyed'));
    await untilJob(server, jobId, ...ENDED);
    expect((await getJob(server, jobId)).error).toContain('needs the secret TEST_KEY: store it with set_secret');
    await callCommand(server, 'set_secret', { name: 'TEST_KEY', value: 'v' });
    expect(await callCommand(server, 'validate_workflow', { graph: graph('test.Keyed') })).toMatchObject({
      valid: true,
    });
    expect((await untilJob(server, await startJob(server, graph('test.Keyed')), ...ENDED)).status).toBe('completed');
    expect(await callCommand(server, 'validate_workflow', { graph: graph('test.Film') })).toMatchObject({
      problems: [{ code: 'MISSING_PROGRAM' }],
    });
    expect(await callCommand(server, 'get_node_info', { node_type: 'test.Never' })).toMatchObject({
      is_available: false,
      unavailable_reason: 'the service behind it was shut down.',
    });
    const response = await fetch(`${server.url}/api/v1/runs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.operatorToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ graph: graph('test.Never') }),
    });
    const { id } = (await response.json()) as { readonly id: string };
    const explained = await fetch(`${server.url}/api/v1/runs/${id}`, {
      headers: { authorization: `Bearer ${server.operatorToken}` },
    });
    expect(JSON.stringify(await explained.json())).toContain('it lacks 1 node type(s): test.Never');
  });
});
