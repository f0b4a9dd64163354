import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';

import { ExitCode } from '../../src/cli/exit-codes.js';
import { runCli } from '../../src/cli/run-cli.js';
import { callTool, connectMcp } from '../support/doors.js';
import { FakeNode } from '../support/fake-node.js';
import type { TestHub } from '../support/hub.js';
import { startHub } from '../support/hub.js';
import { createMemoryIo } from '../support/memory-io.js';

interface Shown {
  readonly seq: number;
  readonly actor: string;
  readonly action: string;
  readonly target: string | null;
  readonly outcome: string;
}

describe('the audit log of a hub', () => {
  let hub: TestHub;
  let folder: string;

  beforeAll(async () => {
    [hub, folder] = await Promise.all([startHub(), mkdtemp(join(tmpdir(), 'audit-'))]);
  });
  afterAll(async () => {
    await hub.close();
    await rm(folder, { recursive: true });
  });

  const list = async (query: Readonly<Record<string, string>>): Promise<readonly Shown[]> => {
    const { status, body } = await hub.api('GET', `/audit?${new URLSearchParams(query).toString()}`);
    expect(status).toBe(200);
    return body['records'] as Shown[];
  };

  const cli = async (
    args: readonly string[],
  ): Promise<{ readonly code: ExitCode; readonly out: string; readonly err: string }> => {
    const io = createMemoryIo({ env: { NODETOOL_HUB_URL: hub.url, NODETOOL_TOKEN: hub.operatorToken } });
    const code = await runCli(['gateway', 'audit', ...args], io);
    return { code, out: io.out(), err: io.err() };
  };

  it('has a record of a change before its answer arrives', async () => {
    const { body } = await hub.api('POST', '/tokens', { kind: 'service', name: 'x', scopes: ['runs:read'] });
    const id = String(body['token_id']);
    await hub.api('DELETE', `/tokens/${id}`);
    const [gone, made] = await list({});
    expect(made).toMatchObject({ action: 'POST /api/v1/tokens', target: id, outcome: 'ok', address: '127.0.0.1' });
    expect(gone).toMatchObject({ action: 'DELETE /api/v1/tokens/:id', target: id, outcome: 'ok', actor: made?.actor });
    expect(gone?.actor).toBe('config-operator');
  });

  it('has no record of what only looks', async () => {
    const before = (await list({}))[0]?.seq;
    await hub.api('GET', '/runs');
    await hub.api('POST', '/commands/list_workflows', {});
    expect((await list({}))[0]?.seq).toBe(before);
  });

  it('tells which command was refused, and to whom', async () => {
    const { body } = await hub.api('POST', '/tokens', { kind: 'service', scopes: ['commands:read'] });
    const headers = { authorization: `Bearer ${String(body['token'])}` };
    await hub.api('POST', '/commands/delete_workflow', { workflow_id: 'w' }, headers);
    await hub.api('POST', '/commands/delete_workflow', { workflow_id: 'gone' });
    const actor = String(body['token_id']);
    expect(await list({ actor })).toMatchObject([
      { action: 'POST /api/v1/commands/:name', target: 'delete_workflow', outcome: 'FORBIDDEN' },
    ]);
    expect(await list({ target: 'delete_workflow', outcome: 'NOT_FOUND' })).toHaveLength(1);
  });

  it('tells which tool was called over MCP', async () => {
    const client = await connectMcp(hub.url, hub.operatorToken);
    await callTool(client, 'list_workflows', {});
    await callTool(client, 'delete_workflow', { workflow_id: 'gone' });
    await client.close();
    expect(await list({ action: 'tool list_workflows' })).toEqual([]);
    expect(await list({ action: 'tool delete_workflow' })).toMatchObject([
      { actor: 'config-operator', target: 'gone', outcome: 'called', door: 'mcp', address: '127.0.0.1' },
    ]);
  });

  it('tells which machine was paired, and counts what fails without a token', async () => {
    const nobody = { authorization: '' };
    const { body: begun } = await hub.api('POST', '/pairings', { node_id: 'gpu' }, nobody);
    await hub.api('POST', '/pairings/collect', { secret: begun['secret'] }, nobody);
    await hub.api('POST', '/pairings/approve', { code: begun['code'] });
    for (let times = 0; times < 3; times++) await hub.api('POST', '/pairings/collect', { secret: 'guess' }, nobody);
    const target = `gpu ${String(begun['pairing_id'])}`;
    const records = (await list({})).filter(({ action }) => action.startsWith('POST /api/v1/pairings'));
    expect(records).toMatchObject([
      { action: 'POST /api/v1/pairings/collect', outcome: 'NOT_FOUND', actor: 'anonymous' },
      { action: 'POST /api/v1/pairings/approve', target, outcome: 'ok', actor: 'config-operator' },
      { action: 'POST /api/v1/pairings', target, outcome: 'ok', actor: 'anonymous' },
    ]);
  });

  it('counts those who knock without a token', async () => {
    for (let times = 0; times < 5; times++)
      await hub.api('GET', '/tokens', undefined, { authorization: 'Bearer wrong' });
    const refused = await list({ outcome: 'UNAUTHENTICATED', action: 'GET /api/v1/tokens' });
    expect(refused).toMatchObject([{ actor: 'anonymous', count: 1 }]);
    expect(JSON.stringify(refused)).not.toContain('wrong');
  });

  it('knows who joined, who left, and who was not let in', async () => {
    const node = await FakeNode.join({ url: hub.wsUrl, nodeId: 'n-audit' });
    node.socket.close();
    await node.closed;
    await new Promise((resolve) =>
      new WebSocket(hub.wsUrl, { headers: { authorization: 'Bearer no' } }).on('error', resolve),
    );
    await expect(
      (async () => {
        for (let records = await list({ target: 'n-audit' }); ; records = await list({ target: 'n-audit' })) {
          if (records.length === 2) return records.map(({ action }) => action);
        }
      })(),
    ).resolves.toEqual(['node.left', 'node.joined']);
    expect(await list({ action: 'node.joined' })).toMatchObject([{ target: 'n-audit', address: '127.0.0.1' }]);
    expect(await list({ action: 'node.refused' })).toMatchObject([
      { outcome: 'UNAUTHENTICATED', address: '127.0.0.1' },
    ]);
  });

  it('is not for everybody', async () => {
    const { body } = await hub.api('POST', '/tokens', { kind: 'service', scopes: ['runs:write', 'nodes:admin'] });
    const bound = await hub.api('POST', '/tokens', { kind: 'service', user_ids: ['7'] });
    for (const token of [body['token'], bound.body['token']]) {
      const headers = { authorization: `Bearer ${String(token)}` };
      expect(await hub.api('GET', '/audit', undefined, headers)).toMatchObject({ status: 403 });
      expect(await hub.api('GET', '/audit/export', undefined, headers)).toMatchObject({ status: 403 });
    }
    expect(await hub.api('GET', '/audit?since=yesterday&limit=0')).toMatchObject({ status: 422 });
  });

  it('comes in pages', async () => {
    const seqs: number[] = [];
    for (let query = ''; query !== 'over';) {
      const { body } = await hub.api('GET', `/audit?limit=3${query}`);
      seqs.push(...(body['records'] as Shown[]).map(({ seq }) => seq));
      query = body.next === null ? 'over' : `&before=${body.next}`;
    }
    expect(seqs).toEqual(seqs.toSorted((a, b) => b - a));
    expect(seqs.at(-1)).toBe(1);
    expect(new Set(seqs).size).toBe(seqs[0]);
  });

  it('can be listed, exported and verified on the command line, also without the hub', async () => {
    const listed = await cli(['list', '--action', 'node.joined']);
    expect(listed).toMatchObject({ code: ExitCode.ok });
    expect(listed.out).toContain('n-audit');
    const file = join(folder, 'audit.ndjson');
    await writeFile(file, (await cli(['export'])).out);
    const verified = await cli(['verify', file]);
    expect(verified.code).toBe(ExitCode.ok);
    const head = / is (\d+:[0-9a-f]{64})/.exec(verified.out)?.[1] ?? '';
    expect((await cli(['verify', '--head', head])).code).toBe(ExitCode.ok);
    await writeFile(file, (await readFile(file, 'utf8')).replace('n-audit', 'n-other'));
    const broken = await cli(['verify', file]);
    expect(broken.code).toBe(ExitCode.failed);
    expect(broken.err).toMatch(/does not hold: record \d+ is not what was written/);
    expect((await cli(['verify', '--head', '1:nothing'])).code).toBe(ExitCode.usage);
  });
});
