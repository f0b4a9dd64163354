import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { runCli } from '../../src/cli/run-cli.js';
import type { ApiAnswer, TestHub } from '../support/hub.js';
import { startHub } from '../support/hub.js';
import { createMemoryIo } from '../support/memory-io.js';
import { describeDatabases } from '../support/services.js';

await describeDatabases('tokens', (databaseUrl) => {
  let hub: TestHub;

  beforeAll(async () => {
    hub = await startHub({ databaseUrl });
  });
  afterAll(() => hub.close());

  const create = async (body: object): Promise<{ readonly id: string; readonly token: string }> => {
    const { status, body: made } = await hub.api('POST', '/tokens', body);
    expect(status).toBe(201);
    return { id: String(made['token_id']), token: String(made['token']) };
  };

  const as = (token: string, method: string, path: string, body?: unknown): Promise<ApiAnswer> =>
    hub.api(method, path, body, { authorization: `Bearer ${token}` });

  it('are good until they are taken back', async () => {
    const { id, token } = await create({ kind: 'service', name: 'reports' });
    expect((await as(token, 'GET', '/runs')).status).toBe(200);
    expect(await hub.api('DELETE', `/tokens/${id}`)).toMatchObject({ status: 200, body: { revoked: true } });
    expect((await as(token, 'GET', '/runs')).status).toBe(401);
    expect(await hub.api('DELETE', `/tokens/${id}`)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });

  it('are listed in pages, without their texts', async () => {
    const made = await Promise.all([1, 2, 3].map((number) => create({ kind: 'node', name: `n${number}` })));
    const ids: unknown[] = [];
    for (let cursor = ''; cursor !== 'null';) {
      const { body } = await hub.api('GET', `/tokens?limit=2${cursor && `&cursor=${cursor}`}`);
      ids.push(...(body['tokens'] as { token_id: string }[]).map(({ token_id }) => token_id));
      for (const { token } of made) expect(JSON.stringify(body)).not.toContain(token);
      cursor = String(body.next);
    }
    expect(ids).toEqual(expect.arrayContaining(made.map(({ id }) => id)));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('end at their time', async () => {
    const expires_at = new Date(Date.now() + 60_000).toISOString();
    const { token } = await create({ kind: 'service', expires_at });
    expect((await as(token, 'GET', '/runs')).status).toBe(200);
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now + 60_001);
    try {
      expect((await as(token, 'GET', '/runs')).status).toBe(401);
    } finally {
      clock.mockRestore();
    }
  });

  it.each([
    ['runs:read', 'GET', '/runs', 200],
    ['runs:read', 'POST', '/runs', 403],
    ['runs:write', 'POST', '/runs/nope/cancel', 404],
    ['runs:write', 'GET', '/runs', 200],
    ['nodes:read', 'GET', '/nodes', 200],
    ['runs:read', 'GET', '/nodes', 403],
    ['commands:read', 'POST', '/commands/list_workflows', 200],
    ['commands:read', 'GET', '/workflows', 200],
    ['commands:read', 'POST', '/commands/delete_workflow', 403],
    ['commands:read', 'DELETE', '/workflows/nope', 403],
    ['commands:write', 'DELETE', '/workflows/nope', 404],
    ['commands:read', 'POST', '/nodes/any/commands/create_workflow', 403],
    ['commands:write', 'POST', '/nodes/any/commands/create_workflow', 503],
    ['commands:read', 'POST', '/nodes/any/commands/get_node_info', 503],
    ['runs:write', 'GET', '/tokens', 403],
    ['admin', 'GET', '/tokens', 200],
    ['admin', 'GET', '/nodes', 200],
  ])('with the scope %s get for %s %s the status %i', async (scope, method, path, status) => {
    const { token } = await create({ kind: 'service', scopes: [scope] });
    const answer = await as(token, method, path, method === 'POST' ? {} : undefined);
    expect([answer.status, answer.body['detail']]).toEqual([
      status,
      status === 403 ? expect.stringMatching(/lacks the scope \w+:?\w+/) : answer.body['detail'],
    ]);
  });

  it('that are bound to users can not make others', async () => {
    const { token } = await create({ kind: 'service', user_ids: ['ann'] });
    expect(await as(token, 'POST', '/tokens', { kind: 'operator' })).toMatchObject({ status: 403 });
  });

  it.each([
    [{ kind: 'king' }, ['kind']],
    [{ kind: 'service', scopes: ['everything'] }, ['scopes']],
    [{ kind: 'node', scopes: ['admin'] }, ['scopes']],
    [{ kind: 'service', node_id: 'gpu', user_ids: [] }, ['node_id', 'user_ids']],
    [{ kind: 'operator', user_ids: ['ann'] }, ['user_ids']],
    [{ kind: 'service', expires_at: 'soon' }, ['expires_at']],
    [{ kind: 'service', expires_at: '2020-01-01T00:00:00Z' }, ['expires_at']],
  ])('%j is refused by the name of what is wrong', async (body, fields) => {
    const answer = await hub.api('POST', '/tokens', body);
    expect([answer.status, answer.body.problems.map(({ field }) => field)]).toEqual([422, fields]);
  });

  describe('on the command line', () => {
    const cli = async (...args: readonly string[]) => {
      const io = createMemoryIo({ env: { NODETOOL_HUB_URL: hub.url, NODETOOL_TOKEN: hub.operatorToken } });
      const exitCode = await runCli(['gateway', 'tokens', ...args], io);
      return { exitCode, out: io.out(), err: io.err() };
    };

    it('are made, listed and taken back', async () => {
      const made = await cli('create', '--name', 'cli', '--scope', 'runs:read', '--user', 'ann', '--expires', '90d');
      expect(made).toMatchObject({ exitCode: 0, out: expect.stringMatching(/^nt_svc_[\w-]{43}\n$/) });
      const id = /Token (\w+) was made/u.exec(made.err)?.[1] ?? '';
      expect((await cli('list')).out).toMatch(new RegExp(`^${id} +service +cli +ann +runs:read`, 'mu'));
      expect(await cli('revoke', id)).toMatchObject({ exitCode: 0, out: `${id}\n` });
      expect((await as(made.out.trim(), 'GET', '/runs')).status).toBe(401);
    });
  });
});
