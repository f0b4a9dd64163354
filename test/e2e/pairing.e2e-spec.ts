import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';

import { runCli } from '../../src/cli/run-cli.js';
import { FakeNode } from '../support/fake-node.js';
import type { ApiAnswer, TestHub } from '../support/hub.js';
import { startHub } from '../support/hub.js';
import type { MemoryIo } from '../support/memory-io.js';
import { createMemoryIo } from '../support/memory-io.js';
import { describeDatabases } from '../support/services.js';

await describeDatabases('pairing', (databaseUrl) => {
  let hub: TestHub;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pairing-'));
    const limits = { maxStarts: 1000, maxMisses: 5, maxPendingPerAddress: 8, startWindowMs: 60_000 };
    hub = await startHub({ databaseUrl, pairing: { pollMs: 1, ...limits } });
  }, 60_000);
  afterAll(async () => {
    await hub.close();
    await rm(folder, { recursive: true, force: true });
  });

  const nobody = { authorization: '' };
  const begin = async (
    body: object,
  ): Promise<{ readonly code: string; readonly secret: string; readonly id: string }> => {
    const { status, body: begun } = await hub.api('POST', '/pairings', body, nobody);
    expect(status).toBe(201);
    return { code: String(begun['code']), secret: String(begun['secret']), id: String(begun['pairing_id']) };
  };
  const collect = async (secret: string): Promise<ApiAnswer> => {
    for (;;) {
      const answer = await hub.api('POST', '/pairings/collect', { secret }, nobody);
      if (answer.status !== 429) return answer;
    }
  };
  const approve = (body: object): Promise<ApiAnswer> => hub.api('POST', '/pairings/approve', body);

  it('gives the machine a token for its own name once an operator has typed its code', async () => {
    const { code, secret } = await begin({ node_id: 'paired', user_ids: ['ann'] });
    expect(await collect(secret)).toMatchObject({ status: 200, body: { status: 'pending', token: null } });
    expect(await approve({ code: code.toLowerCase().replace('-', ''), user_ids: ['bob'] })).toMatchObject({
      status: 200,
      body: { status: 'approved', grant: { kind: 'node', node_id: 'paired', user_ids: ['bob'] } },
    });
    const { body } = await collect(secret);
    expect(body).toMatchObject({ status: 'approved', grant: { user_ids: ['bob'] } });
    const token = String(body['token']);
    expect((await collect(secret)).body).toEqual(body);
    const node = await FakeNode.join({ url: hub.wsUrl, token, nodeId: 'paired' });
    const thief = await FakeNode.connect({ url: hub.wsUrl, token });
    thief.send({
      type: 'node_registration',
      node_id: 'other',
      capabilities: { workflow_execution: true, commands: [] },
    });
    expect(await thief.closed).toMatchObject({ code: 4501 });
    await hub.api('DELETE', `/tokens/${String(body['token_id'])}`);
    expect(await node.closed).toMatchObject({ code: 4503 });
    expect(await collect(secret)).toMatchObject({ status: 403 });
  });

  it('makes one token, however often and at the same time it is asked for', async () => {
    const { code, secret } = await begin({ node_id: 'twice' });
    await approve({ code, name: 'two' });
    const answers = await Promise.all([1, 2, 3].map(() => collect(secret)));
    expect(new Set(answers.map(({ body }) => body['token'])).size).toBe(1);
    const { body } = await hub.api('GET', '/tokens?limit=1000');
    expect((body['tokens'] as { name: string }[]).filter(({ name }) => name === 'two')).toHaveLength(1);
  });

  it('grants nothing to who knows the code alone, and stores neither code nor secret', async () => {
    const { code, secret } = await begin({ node_id: 'secretive' });
    expect(await hub.api('POST', '/pairings/approve', { code }, nobody)).toMatchObject({ status: 401 });
    const asNode = { authorization: `Bearer ${hub.nodeToken}` };
    expect(await hub.api('POST', '/pairings/approve', { code }, asNode)).toMatchObject({ status: 403 });
    await approve({ code });
    expect(await hub.api('POST', '/pairings/collect', { secret: code }, nobody)).toMatchObject({ status: 404 });
    const { body } = await hub.api('GET', '/pairings');
    expect(JSON.stringify(body)).not.toContain(code);
    expect(JSON.stringify(body)).not.toContain(secret);
  });

  it('ends with a denial, by code or by the id of the list', async () => {
    const [first, second] = [await begin({ node_id: 'no-1' }), await begin({ node_id: 'no-2' })];
    const { body } = await hub.api('GET', '/pairings');
    expect((body['pairings'] as { pairing_id: string }[]).map(({ pairing_id }) => pairing_id)).toEqual(
      expect.arrayContaining([first.id, second.id]),
    );
    expect(await hub.api('POST', '/pairings/deny', { code: first.code })).toMatchObject({ body: { status: 'denied' } });
    expect(await hub.api('POST', '/pairings/deny', { pairing_id: second.id })).toMatchObject({ status: 200 });
    for (const { secret, code } of [first, second]) {
      expect(await collect(secret)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
      expect(await approve({ code })).toMatchObject({ status: 409 });
    }
  });

  it('ends after its time', async () => {
    const { code, secret } = await begin({ node_id: 'late' });
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now + 600_001);
    try {
      expect(await approve({ code })).toMatchObject({ status: 404 });
      expect(await collect(secret)).toMatchObject({ status: 404 });
    } finally {
      clock.mockRestore();
    }
  });

  it.each([
    [{ node_id: '' }, 422],
    [{ node_id: 'a b' }, 422],
    [{ node_id: 'x', user_ids: [] }, 422],
    [{}, 422],
  ])('refuses to begin with %j', async (body, status) => {
    expect((await hub.api('POST', '/pairings', body, nobody)).status).toBe(status);
  });

  it('takes few machines of one address at a time, and few wrong secrets', async () => {
    let answer: ApiAnswer;
    do answer = await hub.api('POST', '/pairings', { node_id: 'crowd' }, nobody);
    while (answer.status === 201);
    expect(answer).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    expect(answer.headers.get('retry-after')).not.toBeNull();
    const statuses: number[] = [];
    for (let n = 0; n < 8; n++) {
      statuses.push((await hub.api('POST', '/pairings/collect', { secret: `guess-${n}` }, nobody)).status);
    }
    expect(statuses.at(-1)).toBe(429);
  });

  it('asks machines that hurry to wait', async () => {
    const patient = await startHub({ pairing: { pollMs: 60_000 } });
    try {
      const { body } = await patient.api('POST', '/pairings', { node_id: 'hasty' }, nobody);
      const ask = () => patient.api('POST', '/pairings/collect', { secret: body['secret'] }, nobody);
      expect([(await ask()).status, (await ask()).status]).toEqual([200, 429]);
    } finally {
      await patient.close();
    }
  });

  it('can be turned off', async () => {
    const closed = await startHub({ config: { hubPairing: 'off' } });
    try {
      expect(await closed.api('POST', '/pairings', { node_id: 'x' }, nobody)).toMatchObject({ status: 501 });
    } finally {
      await closed.close();
    }
  });

  it('is done on the command line, and the node finds its token', async () => {
    const own = await startHub({ pairing: { pollMs: 5 } });
    const operator = (...args: readonly string[]) => {
      const io = createMemoryIo({ env: { NODETOOL_HUB_URL: own.url, NODETOOL_TOKEN: own.operatorToken } });
      return runCli(['gateway', 'pairings', ...args], io).then((exitCode) => ({
        exitCode,
        out: io.out(),
        err: io.err(),
      }));
    };
    const codeOf = async (io: MemoryIo): Promise<string> => {
      await io.errHolds('pairings approve');
      return /Code: (\S+)/u.exec(io.err())?.[1] ?? '';
    };
    const start = (nodeId: string) => {
      const io = createMemoryIo({ env: { DATA_DIR: join(folder, nodeId) } });
      return { io, done: runCli(['gateway', 'pair', '--url', own.wsUrl, '--node-id', nodeId, '--user', 'ann'], io) };
    };
    try {
      const good = start('cli-node');
      const code = await codeOf(good.io);
      expect(good.io.err()).toContain('joins as node cli-node, to work for ann');
      expect((await operator('list')).out).toMatch(/cli-node +ann +127\.0\.0\.1/);
      expect(await operator('approve', code)).toMatchObject({ exitCode: 0, out: 'approved cli-node for ann\n' });
      expect(await good.done).toBe(0);
      const path = good.io.out().trim();
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      const token = (await readFile(path, 'utf8')).trim();
      expect(good.io.err() + good.io.out()).not.toContain(token);
      await (await FakeNode.join({ url: own.wsUrl, token, nodeId: 'cli-node' })).close();

      const bad = start('unwanted');
      expect(await operator('deny', await codeOf(bad.io))).toMatchObject({ exitCode: 0 });
      expect(await bad.done).toBe(5);

      const stopped = start('stopped');
      await codeOf(stopped.io);
      stopped.io.interrupt();
      expect(await stopped.done).toBe(130);
    } finally {
      await own.close();
    }
  });
});
