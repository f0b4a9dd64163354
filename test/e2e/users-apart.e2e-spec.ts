import { createHash } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';

import { callTool, connectMcp } from '../support/doors.js';
import { FakeNode } from '../support/fake-node.js';
import { sumGraph } from '../support/graphs.js';
import type { TestServer } from '../support/server.js';
import { startServer } from '../support/server.js';

type Values = Readonly<Record<string, unknown>>;

/** What a request came to; the text is everything that its caller saw. */
interface Seen {
  readonly status: number;
  readonly text: string;
  readonly body: Values;
}

/** A user with one thing of each kind, whose content names its owner. */
interface User {
  readonly name: string;
  readonly token: string;
  readonly mcp: Client;
  readonly run: string;
  readonly waiting: string;
  readonly workflow: string;
  readonly job: string;
  readonly asset: string;
  readonly blob: string;
  readonly node: string;
}

const NAMES = ['ann', 'bob'] as const;
/** No two users have it in common, and no door may show it to the other. */
const markOf = (name: string): string => `private-of-${name}`;

describe('two users of one hub and its nodes', () => {
  let server: TestServer;
  let ownNode: string;
  const users = new Map<string, User>();
  const nodes: FakeNode[] = [];
  let seed: FakeNode;

  const send = async (token: string, method: string, path: string, body?: unknown, headers = {}): Promise<Seen> => {
    const isText = typeof body === 'string';
    const isJson = body !== undefined && !isText;
    const response = await fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(isJson && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isObject = text.startsWith('{');
    return { status: response.status, text, body: isObject ? (JSON.parse(text) as Values) : {} };
  };

  const join = async (nodeId: string, user_ids: readonly string[]): Promise<void> => {
    const { body } = await send(server.operatorToken, 'POST', '/tokens', { kind: 'node', user_ids });
    // Nothing that goes to any node is given to one which never answers.
    const registration = { capabilities: { workflow_execution: false, commands: [] } };
    nodes.push(await FakeNode.join({ url: server.wsUrl, token: String(body['token']), nodeId, registration }));
  };

  const makeUser = async (name: string): Promise<User> => {
    const made = await send(server.operatorToken, 'POST', '/tokens', { kind: 'service', user_ids: [name] });
    const token = String(made.body['token']);
    const mark = markOf(name);
    const run = await send(token, 'POST', '/runs', { graph: sumGraph, params: { a: 1 } }, { prefer: 'wait=60' });
    const stuck = await send(token, 'POST', '/runs', { graph: sumGraph, labels: { [mark]: 'yes' } });
    const workflow = await send(token, 'POST', '/commands/create_workflow', { name: mark, graph: sumGraph });
    const jobs = await send(token, 'POST', '/commands/list_jobs', {});
    const asset = await send(token, 'POST', `/assets?name=${mark}.txt`, mark, { 'content-type': 'text/plain' });
    const sha256 = createHash('sha256').update(mark).digest('hex');
    await send(token, 'PUT', `/blobs/${sha256}`, mark, { 'content-type': 'text/plain' });
    const node = `n-${mark}`;
    await join(node, [name]);
    return {
      name,
      token,
      mcp: await connectMcp(server.url, token),
      run: String(run.body['id']),
      waiting: String(stuck.body['id']),
      workflow: String(workflow.body['id']),
      job: String((jobs.body['jobs'] as Values[])[0]?.['id']),
      asset: String(asset.body['id']),
      blob: sha256,
      node,
    };
  };

  const pairOf = (name: string): { readonly me: User; readonly other: User } => {
    const [me, other] = [users.get(name), users.get(NAMES.find((one) => one !== name) ?? '')];
    if (!me || !other) throw new Error('the users are made before the tests');
    return { me, other };
  };

  beforeAll(async () => {
    server = await startServer({ role: 'all' });
    const { body } = await send(server.operatorToken, 'GET', '/nodes');
    ownNode = String((body['nodes'] as Values[])[0]?.['node_id']);
    for (const name of NAMES) users.set(name, await makeUser(name));
    seed = await FakeNode.join({ url: server.wsUrl, token: server.nodeToken, nodeId: 'seed', version: 'seed' });
    seed.socket.on('message', (data) => {
      const { type, request_id, args } = JSON.parse((data as Buffer).toString()) as Values;
      if (type === 'command_request') {
        seed.send({ type: 'command_response', request_id, status: 'success', result: { args } });
      }
    });
    await seed.settle();
  }, 120_000);
  afterAll(async () => {
    await Promise.all([...users.values()].map(({ mcp }) => mcp.close()));
    await Promise.all([...nodes, seed].map((node) => node.kill()));
    await server.stop();
  }, 60_000);

  /** What somebody asks for that is another's: method, path, body. */
  type Ask = (other: User) => readonly [string, string, unknown?];
  const viaAnyDoor = (command: string, args: (other: User) => Values): readonly Ask[] => [
    (other) => ['POST', `/commands/${command}`, args(other)],
    (other) => ['POST', `/nodes/${ownNode}/commands/${command}`, args(other)],
    (other) => ['POST', `/nodes/any/commands/${command}`, args(other)],
  ];
  const ASKS: Readonly<Record<string, readonly Ask[]>> = {
    'a run': [
      ({ run }) => ['GET', `/runs/${run}`],
      ({ run }) => ['GET', `/runs/${run}/result`],
      ({ run }) => ['GET', `/runs/${run}/events`],
      ({ run }) => ['GET', `/runs/${run}/explain`],
      ({ waiting }) => ['POST', `/runs/${waiting}/cancel`],
      ({ run }) => ['POST', `/runs/${run}/rerun`],
    ],
    'a workflow': [
      ({ workflow }) => ['GET', `/workflows/${workflow}`],
      ({ workflow }) => ['DELETE', `/workflows/${workflow}`],
      ...viaAnyDoor('get_workflow', ({ workflow }) => ({ workflow_id: workflow })),
      ...viaAnyDoor('start_background_job', ({ workflow }) => ({ workflow_id: workflow })),
    ],
    'a job': [
      ({ job }) => ['GET', `/jobs/${job}`],
      ...viaAnyDoor('get_job', ({ job }) => ({ job_id: job })),
      ...viaAnyDoor('get_job_logs', ({ job }) => ({ job_id: job })),
      ...viaAnyDoor('cancel_job', ({ job }) => ({ job_id: job })),
    ],
    'an asset': [
      ({ asset }) => ['GET', `/assets/${asset}`],
      ({ asset }) => ['GET', `/assets/${asset}/content`],
      ({ asset }) => ['DELETE', `/assets/${asset}`],
      ...viaAnyDoor('read_asset', ({ asset }) => ({ asset_id: asset })),
    ],
    'a blob': [({ blob }) => ['GET', `/blobs/${blob}`]],
    'a node': [
      ({ node }) => ['GET', `/nodes/${node}`],
      ({ node }) => ['POST', `/nodes/${node}/commands/list_workflows`, {}],
    ],
  };

  it.each(Object.entries(ASKS).flatMap(([thing, asks]) => NAMES.map((name) => [name, thing, asks] as const)))(
    '%s does not find %s of the other one by any door',
    async (name, _thing, asks) => {
      const { me, other } = pairOf(name);
      for (const ask of asks) {
        const [method, path, body] = ask(other);
        const seen = await send(me.token, method, path, body);
        expect([method, path, seen.status]).toEqual([method, path, 404]);
        expect(seen.text.replaceAll(path, '').replaceAll(other.node, '')).not.toContain(markOf(other.name));
      }
    },
  );

  it.each(NAMES)('%s sees no thing of the other one in any list', async (name) => {
    const { me, other } = pairOf(name);
    const commands = ['list_workflows', 'list_jobs', 'list_assets'];
    const paths = [
      '/runs',
      '/nodes',
      '/workflows',
      '/jobs',
      '/assets',
      `/runs/${me.waiting}`,
      `/runs/${me.waiting}/explain`,
    ];
    const seen = await Promise.all([
      ...paths.map((path) => send(me.token, 'GET', path)),
      ...commands.flatMap((command) =>
        viaAnyDoor(command, () => ({})).map((ask) => send(me.token, ...(ask(other) as [string, string, unknown]))),
      ),
    ]);
    const foreign = [other.run, other.waiting, other.workflow, other.job, other.asset, markOf(other.name)];
    for (const { status, text } of seen) {
      expect(status).toBe(200);
      for (const word of foreign) expect(text).not.toContain(word);
    }
    expect(seen.map(({ text }) => text).join('')).toContain(markOf(me.name));
  });

  it.each(NAMES)('%s is refused to act as the other one', async (name) => {
    const { me, other } = pairOf(name);
    const user = { user_id: other.name };
    const asks: readonly (readonly [string, string, unknown?])[] = [
      ['GET', `/runs?user_id=${other.name}`],
      ['POST', '/runs', { graph: sumGraph, ...user }],
      ['POST', '/commands/list_workflows', user],
      ['POST', `/nodes/${ownNode}/commands/list_workflows`, user],
      ['POST', '/nodes/any/commands/list_workflows', user],
      ['POST', '/nodes/seed/commands/list_jobs', user],
      ['GET', '/tokens'],
      ['POST', '/tokens', { kind: 'service' }],
      ['GET', '/pairings'],
      ['POST', '/pairings/approve', { code: 'BCDF-GHJK' }],
    ];
    for (const [method, path, body] of asks) {
      expect([path, (await send(me.token, method, path, body)).status]).toEqual([path, 403]);
    }
  });

  it.each(NAMES)('%s gets nothing of the other one by MCP', async (name) => {
    const { me, other } = pairOf(name);
    const calls: readonly (readonly [string, Values])[] = [
      ['get_workflow', { workflow_id: other.workflow }],
      ['get_workflow', { workflow_id: other.workflow, node_id: ownNode }],
      ['get_job', { job_id: other.job }],
      ['read_asset', { asset_id: other.asset }],
      ['list_workflows', { node_id: other.node }],
    ];
    for (const [tool, args] of calls) expect(await callTool(me.mcp, tool, args)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await callTool(me.mcp, 'list_workflows', { user_id: other.name })).toMatchObject({ code: 'FORBIDDEN' });
    const listed = JSON.stringify(await me.mcp.listResources());
    expect(listed).toContain(markOf(me.name));
    expect(listed).not.toContain(markOf(other.name));
    await expect(me.mcp.readResource({ uri: `nodetool://workflows/${other.workflow}` })).rejects.toThrow('NOT_FOUND');
    await expect(me.mcp.readResource({ uri: `nodetool://assets/${other.asset}` })).rejects.toThrow('NOT_FOUND');
  });

  it.each(NAMES)('%s can not run a workflow, nor at a node, of the other one', async (name) => {
    const { me, other } = pairOf(name);
    const theft = { workflow_id: other.workflow, node_id: ownNode };
    const stolen = await send(me.token, 'POST', '/runs', theft, { prefer: 'wait=60' });
    expect(stolen.body).toMatchObject({ status: 'failed', error: { code: 'NOT_FOUND' } });
    const { body } = await send(me.token, 'POST', '/runs', { graph: sumGraph, node_id: other.node });
    const { text } = await send(me.token, 'GET', `/runs/${String(body['id'])}/explain`);
    expect(text).toContain(`Node ${other.node} is not connected`);
    expect(text).not.toContain('does not serve');
    await send(me.token, 'POST', `/runs/${String(body['id'])}/cancel`);
    const theirs = nodes.find(({ nodeId }) => nodeId === other.node);
    await theirs?.settle();
    expect(theirs?.received.map(({ type }) => type)).not.toContain('workflow_request');
  });

  it.each(NAMES)('%s reaches a node of the seed only where that keeps users apart', async (name) => {
    const { me } = pairOf(name);
    const call = (command: string) => send(me.token, 'POST', `/nodes/seed/commands/${command}`, {});
    expect((await call('list_jobs')).body).toEqual({ args: { user_id: name } });
    expect((await call('list_nodes')).body).toEqual({ args: {} });
    for (const command of ['get_job', 'list_assets', 'list_collections', 'anything']) {
      expect(await call(command)).toMatchObject({ status: 403 });
    }
  });

  it('lists nodes page by page, each as full as can be', async () => {
    const { me } = pairOf('bob');
    const ids: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await send(me.token, 'GET', `/nodes?limit=1${cursor && `&cursor=${cursor}`}`);
      const page = body['nodes'] as { readonly node_id: string }[];
      expect(page).toHaveLength(1);
      ids.push(...page.map(({ node_id }) => node_id));
      const { next } = body;
      if (typeof next !== 'string') break;
      cursor = next;
    }
    expect(ids.sort()).toEqual([ownNode, me.node, 'seed'].sort());
  });

  it('lets a node work only for the users of its token, also for an operator', async () => {
    const { me, other } = pairOf('ann');
    const call = (args: Values) =>
      send(server.operatorToken, 'POST', `/nodes/${me.node}/commands/list_workflows`, args);
    expect(await call({ user_id: other.name })).toMatchObject({ status: 403 });
    const node = nodes.find(({ nodeId }) => nodeId === me.node);
    const answer = call({});
    const request = await node?.next('command_request');
    expect(request?.['user_id']).toBe('ann');
    node?.send({ type: 'command_response', request_id: request?.['request_id'], status: 'success', result: {} });
    expect(await answer).toMatchObject({ status: 200 });
  });
});
