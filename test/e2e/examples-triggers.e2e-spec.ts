import { cp, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import BetterSqlite3 from 'better-sqlite3';

import type { ExampleServer } from '../support/example-server.js';
import { startExampleServer } from '../support/example-server.js';
import { EXAMPLES } from '../support/examples.js';
import { edge, vertex } from '../support/graphs.js';
import { callCommand, readLog, untilFits, untilJob } from '../support/node-api.js';

type Values = Readonly<Record<string, unknown>>;

const ORDER = { id: '1042', customer: 'Lena Okafor', items: [{ name: 'Oak shelf', quantity: 3, price: 48.5 }] };

/** One test starts the server again. */
jest.setTimeout(60_000);

describe('the examples that begin by events, switched on from the command line', () => {
  let examples: ExampleServer;

  const data = async (...args: readonly string[]): Promise<Values> => {
    const { exitCode, out, err } = await examples.cli('triggers', ...args, '--json');
    if (exitCode !== 0) throw new Error(err);
    return JSON.parse(out) as Values; // what `--json` promises
  };
  const rowOf = async (id: string): Promise<Values | undefined> =>
    ((await data('list'))['triggers'] as readonly Values[]).find(({ workflow_id }) => workflow_id === id);
  const untilIdle = (id: string, eventCount: number) =>
    untilFits(
      async () => ({ row: await rowOf(id) }),
      ({ row }) =>
        row?.['pending_count'] === 0 &&
        row['running_count'] === 0 &&
        JSON.stringify(row['sources']).includes(`"event_count":${eventCount}`),
    );
  const untilRead = (path: string): Promise<string> =>
    untilFits(
      () => examples.read(path).catch(() => ''),
      (text) => text !== '',
    );

  beforeAll(async () => {
    examples = await startExampleServer();
  });

  afterAll(() => examples.close());

  it('write the nightly report at once, and again only the next day', async () => {
    expect(await examples.cli('triggers', 'start', 'Nightly report')).toMatchObject({
      exitCode: 0,
      out: 'switched on  nightly-report\nwaits for    interval\n',
    });
    await untilIdle('nightly-report', 1);
    const [file, ...others] = await readdir(join(examples.workspace, 'nightly-report/reports'));
    expect(others).toEqual([]);
    const report = await examples.read(`nightly-report/reports/${String(file)}`);
    expect(file).toBe(`${/Written (.*)\.\n$/.exec(report)?.[1] ?? ''}.md`);
    expect(report).toContain('3275.30 EUR in 3 shops. Best shop: Station.\n');
    expect(report).toContain('Nothing sold: Croissant at Station on 2026-06-02.\n');
    expect(report).toContain('| Station | 519 | 1453.20 |\n| Quay | 356 | 1010.80 |\n| Park | 240 | 811.30 |\n');
    expect(await examples.read('nightly-report/shops.csv')).toMatch(/^shop,pieces,amount\nPark,240,811\.3\n/);
    const { out } = await examples.cli('triggers', 'list');
    expect(out).toMatch(/^nightly-report\s+on\s+interval 1\s+0\s+0\s/m);
  });

  it('take orders over a webhook, each once, and put aside what is none', async () => {
    const { out } = await examples.cli('triggers', 'start', 'Order webhook');
    const url = /^webhook +(\S+)$/m.exec(out)?.[1] ?? '';
    const secret = /^secret +(\S+)$/m.exec(out)?.[1] ?? '';
    const send = async (order: unknown, key: string, token = secret): Promise<number> => {
      const headers = { 'content-type': 'application/json', 'x-webhook-secret': token, 'idempotency-key': key };
      return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(order) })).status;
    };
    expect(await send(ORDER, '1', 'guessed')).toBe(401);
    expect([await send(ORDER, '1'), await send(ORDER, '1')]).toEqual([202, 200]);
    expect(await send({ ...ORDER, id: '../../slip' }, '2')).toBe(202);
    await untilIdle('order-webhook', 2);
    expect(await examples.read('order-webhook/slips/1042.md')).toBe(
      '# Order 1042 for Lena Okafor\n\n- [ ] 3 x Oak shelf\n\nTotal 145.50\n',
    );
    expect(await readdir(join(examples.workspace, 'order-webhook/slips'))).toEqual(['1042.md']);
    const [aside] = await readdir(join(examples.workspace, 'order-webhook/rejected'));
    expect(JSON.parse(await examples.read(`order-webhook/rejected/${String(aside)}`))).toEqual({
      ...ORDER,
      id: '../../slip',
    });
    const database = new BetterSqlite3(join(examples.workspace, 'order-webhook/orders.db'), { readonly: true });
    const rows = database.prepare('SELECT order_id, customer, total FROM orders').all();
    database.close();
    expect(rows).toEqual([{ order_id: '1042', customer: 'Lena Okafor', total: '145.50' }]);
  });

  it('read files that come in, also while the server is down, and warn of warm ones alone', async () => {
    const inbox = join(examples.workspace, 'inbox-watcher/inbox');
    await data('start', 'Inbox watcher');
    await cp(fileURLToPath(new URL('data/inbox-watcher/hall-3.csv', EXAMPLES)), join(inbox, 'hall-3.csv'));
    expect(await untilRead('inbox-watcher/results/hall-3.txt')).toBe(
      'hall-3: 4 values, 4.1 to 9.8 degrees, mean 5.88\n',
    );
    await untilIdle('inbox-watcher', 1);
    await examples.server.stop('SIGKILL');
    await writeFile(join(inbox, 'hall-4.csv'), 'time,celsius\n06:00,3\n07:00,4.5\n');
    await examples.restart('SIGKILL');
    expect(await untilRead('inbox-watcher/results/hall-4.txt')).toBe(
      'hall-4: 2 values, 3.0 to 4.5 degrees, mean 3.75\n',
    );
    await untilIdle('inbox-watcher', 2);
    expect(await examples.read('inbox-watcher/alerts.log')).toMatch(/^\S+Z hall-3: [^\n]*\n$/);
  });

  it('are sent something by hand, once per key', async () => {
    const graph = {
      nodes: [
        vertex('ask', 'nodetool.triggers.ManualTrigger'),
        vertex('out', 'nodetool.output.Output', { name: 'got' }),
      ],
      edges: [edge('ask.data -> out.value')],
    };
    await callCommand(examples.server, 'create_workflow', { name: 'By hand', graph });
    await data('start', 'By hand');
    const fire = ['triggers', 'fire', 'By hand', '-p', 'question=Why?', '--key', 'k1'];
    const first = await examples.cli(...fire);
    const again = await examples.cli(...fire);
    expect([first, again]).toEqual([
      { exitCode: 0, out: expect.stringMatching(/^\S+\n$/), err: '' },
      { ...first, err: 'The key is known: this is the job of the first event with it.\n' },
    ]);
    await untilJob(examples.server, first.out.trim(), 'completed');
    const logged = JSON.stringify(await readLog(examples.server, first.out.trim()));
    expect(logged).toContain('Why?');
  });

  it('are switched off by name, all or none', async () => {
    expect(await examples.cli('triggers', 'stop', 'Inbox watcher', 'nothing of the kind')).toMatchObject({
      exitCode: 4,
    });
    expect(await rowOf('inbox-watcher')).toMatchObject({ is_on: true });
    expect(await examples.cli('triggers', 'stop', 'Inbox watcher', 'order-webhook')).toMatchObject({
      exitCode: 0,
      out: 'inbox-watcher\norder-webhook\n',
    });
    expect(await rowOf('inbox-watcher')).toMatchObject({ is_on: false });
    const again = await examples.cli('triggers', 'stop', 'Inbox watcher');
    expect(again).toMatchObject({ exitCode: 0, err: 'It was off already.\n' });
  });
});
