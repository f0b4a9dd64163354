import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';

import type { ListingServer } from '../support/ai-servers/listing-server.js';
import { json, startListingServer } from '../support/ai-servers/listing-server.js';
import { edge, vertex } from '../support/graphs.js';
import type { TestServer } from '../support/server.js';
import { startServer } from '../support/server.js';

/** Secrets that are given to the server in every way in which it takes one. */
const PLANTED = {
  operatorToken: 'canary-operator-4c1d',
  nodeToken: 'canary-node-77ae',
  providerKey: 'sk-canary-provider-91b2',
  brokenProviderKey: 'sk-canary-broken-d03f',
  secretsKey: 'ca'.repeat(32),
  s3Secret: 'canary-s3-secret-ab12',
  storedSecret: 'canary-stored-secret-e4f7',
  wrongToken: 'canary-wrong-token-3b9c',
  queryToken: 'canary-query-token-60d8',
  urlPassword: 'canary-url-password-f2a1',
  webhookSecret: 'canary-webhook-secret-8e55',
};

/** A name that must be found, so that a search that finds nothing says something. */
const WITNESS = 'witness-workflow-of-the-canaries';

describe('secrets that are planted everywhere', () => {
  let server: TestServer;
  let provider: ListingServer;
  const answers: string[] = [];
  let ran: unknown;

  const call = async (
    method: string,
    path: string,
    body?: unknown,
    token = PLANTED.operatorToken,
  ): Promise<unknown> => {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        prefer: 'wait=10',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    answers.push(text, JSON.stringify([...response.headers]));
    return response.headers.get('content-type')?.includes('json;') === true ? JSON.parse(text) : text;
  };

  const command = (name: string, args: object): Promise<unknown> => call('POST', `/api/v1/commands/${name}`, args);

  const dial = (url: string): Promise<void> =>
    new Promise((resolve) => {
      const socket = new WebSocket(url);
      socket.on('error', () => {
        resolve();
      });
      socket.on('open', () => {
        socket.on('close', () => {
          resolve();
        });
        socket.close();
      });
    });

  beforeAll(async () => {
    provider = await startListingServer(json({ error: { message: `bad key ${PLANTED.brokenProviderKey}` } }, 401));
    server = await startServer({
      role: 'all',
      env: {
        LOG_LEVEL: 'trace',
        HUB_OPERATOR_TOKEN: PLANTED.operatorToken,
        HUB_NODE_TOKEN: PLANTED.nodeToken,
        OPENAI_API_KEY: PLANTED.providerKey,
        OPENAI_BASE_URL: provider.url,
        GROQ_API_KEY: PLANTED.brokenProviderKey,
        GROQ_BASE_URL: provider.url,
        SECRETS_KEY: PLANTED.secretsKey,
        AWS_SECRET_ACCESS_KEY: PLANTED.s3Secret,
        HF_HUB_CACHE: '/nonexistent',
        OUTBOUND_ALLOW: '127.0.0.1',
      },
    });
    await useEveryDoor();
  });
  afterAll(async () => {
    await server.stop();
    await provider.close();
  });

  /** Every door, on ways that go well and on ways that fail. */
  const useEveryDoor = async (): Promise<void> => {
    await command('set_secret', { name: 'GEMINI_API_KEY', value: PLANTED.storedSecret });
    await command('set_secret', { name: 'not a name', value: PLANTED.storedSecret });
    await command('set_secret', { value: PLANTED.storedSecret, name: 'X', extra: { token: PLANTED.storedSecret } });
    await command('list_secrets', {});
    await command('list_models', {});
    await call('GET', '/api/v1/runs', undefined, PLANTED.wrongToken);
    await call('GET', `/api/v1/runs?token=${PLANTED.queryToken}&cursor=${PLANTED.queryToken}`);
    await call('GET', `/api/v1/nothing?token=${PLANTED.queryToken}`);
    await call('POST', '/mcp', { jsonrpc: '2.0', id: 1, method: 'initialize' }, PLANTED.wrongToken);
    await dial(`${server.wsUrl}?token=${PLANTED.queryToken}`);
    await dial(`${server.wsUrl}?token=${PLANTED.nodeToken}`);
    const graph = {
      nodes: [
        vertex('hook', 'nodetool.triggers.WebhookTrigger', { path: '/w', secret: PLANTED.webhookSecret }),
        vertex('out', 'nodetool.output.Output', { name: 'got' }),
      ],
      edges: [edge('hook.body -> out.value')],
    };
    const stored = await command('create_workflow', { name: WITNESS, graph });
    const id = String((stored as { readonly id?: unknown }).id);
    await command('start_trigger', { workflow_id: id });
    await call('POST', `/api/v1/webhooks/${id}/w?secret=${PLANTED.queryToken}`, { a: 1 }, PLANTED.wrongToken);
    const url = `http://user:${PLANTED.urlPassword}@127.0.0.1:1/?token=${PLANTED.queryToken}`;
    const fetching = { nodes: [vertex('get', 'lib.http.GetRequest', { url })], edges: [] };
    const run = await call('POST', '/api/v1/runs', { graph: fetching });
    ran = (run as { readonly status?: unknown }).status;
    await call('GET', '/api/v1/audit');
    await call('GET', '/api/v1/audit/export');
    await call('GET', '/api/v1/tokens');
    await call('GET', '/api/v1/nodes');
    await call('GET', '/healthz');
    await call('GET', '/readyz');
    await call('GET', '/docs-json');
  };

  /** Which of them a text holds. */
  const foundIn = (text: string, but: readonly (keyof typeof PLANTED)[] = []): string[] =>
    Object.entries(PLANTED).flatMap(([name, value]) =>
      text.includes(value) && !but.some((other) => other === name) ? [name] : [],
    );

  it('are in no line of the log', () => {
    expect(server.logs()).toContain('"level":"debug"');
    expect(foundIn(server.logs())).toEqual([]);
  });

  it('are in no answer but that of the graph which holds it', () => {
    const text = answers.join('\n');
    expect(text).toContain('witness-');
    expect(ran).toBe('failed');
    expect(foundIn(text, ['webhookSecret'])).toEqual([]);
  });

  it('are in no list of processes', async () => {
    const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
    const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
    expect(foundIn(lines.join('\n'))).toEqual([]);
  });

  it('are in no file, but for what a graph itself holds', async () => {
    const entries = await readdir(server.dataDir, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    const contents = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')));
    const text = contents.join('\n');
    expect(text).toContain(WITNESS);
    // A graph is kept as it was given: what stands in it is no secret any more. The guide says to use secrets by name.
    expect(foundIn(text, ['webhookSecret', 'urlPassword', 'queryToken'])).toEqual([]);
  });
});
