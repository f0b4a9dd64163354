import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { Encoding } from '../../src/protocol/negotiate.js';
import { SUBPROTOCOLS } from '../../src/protocol/limits.js';
import type { FakeHubOptions, FakeSession } from '../support/fake-hub.js';
import { FakeHub } from '../support/fake-hub.js';
import { countGraph } from '../support/graphs.js';
import { numbersFrom } from '../support/random-numbers.js';
import type { TestServer } from '../support/server.js';
import { startServer } from '../support/server.js';
import { FrameSource } from './frames.js';
import { HEAP_ENV, heapOf } from './heap-of.js';

/** How many wild frames each codec gets; the long form takes 100,000. */
const FRAMES = Number(process.env['FUZZ_FRAMES'] ?? 2000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const BATCH = 100;
/** As many requests of the noise may still be worked on when the next batch comes. */
const IDS = 20;

type Values = Readonly<Record<string, unknown>>;

const CODECS: readonly (readonly [name: string, options: FakeHubOptions, encoding: Encoding])[] = [
  ['JSON', { knows: [SUBPROTOCOLS.json] }, 'json'],
  ['MessagePack', { knows: [SUBPROTOCOLS.msgpack] }, 'msgpack'],
  ['the seed protocol', { isSeed: true }, 'json'],
];

describe.each(CODECS)('a node under wild frames of %s', (codec, options, encoding) => {
  let hub: FakeHub;
  let node: TestServer;
  let session: FakeSession;

  const join = async (): Promise<void> => {
    session = await hub.session();
    if (options.isSeed === true) await session.next('node_registration');
    else await session.register();
  };

  /** A request that makes sense among all that doesn't. */
  const ask = async (request_id: string): Promise<unknown> => {
    session.send({
      type: 'command_request',
      request_id,
      command: 'get_node_info',
      args: { node_type: 'lib.math.Add' },
    });
    return await session.nextWhere(
      (message) => message.type === 'command_response' && message['request_id'] === request_id,
    );
  };

  beforeAll(async () => {
    hub = await FakeHub.start(options);
    node = await startServer({ role: 'node', env: { ...HEAP_ENV, GATEWAY_URL: hub.url, GATEWAY_AUTH_TOKEN: 'x' } });
    await join();
  }, 60_000);
  afterAll(async () => {
    await node.stop();
    await hub.stop();
  });

  it(`stays at its hub, answers what makes sense, and sends no bad frame itself (${FRAMES} frames)`, async () => {
    const source = new FrameSource(encoding, numbersFrom(SEED), messageOfHub);
    let closeCode: number | null = null;
    void session.closed.then((code) => {
      closeCode = code;
    });
    let heapBefore = 0;
    for (let sent = 0; sent < FRAMES; sent += BATCH) {
      for (let count = 0; count < BATCH; count++) session.sendRaw(source.next().data);
      expect(await ask(`check-${sent}`)).toMatchObject({ status: 'success', result: { node_type: 'lib.math.Add' } });
      if (sent === BATCH * 5) heapBefore = await heapOf(node);
      session.forget();
    }
    const growth = (await heapOf(node)) - heapBefore;
    process.stdout.write(`${codec}: ${FRAMES} frames, heap grew by ${Math.round(growth / 1024)} KiB\n`);
    expect(growth).toBeLessThan(64 * 1024 * 1024);
    expect(closeCode).toBeNull();
    expect((await fetch(`${node.url}/healthz`)).status).toBe(200);
    expect(node.logs()).not.toMatch(/"level":"(error|fatal)"/);
  }, 3_600_000);
});

/** Any message of a hub but those that end the connection as they should. */
const messageOfHub = (random: () => number): Values => {
  const number = (max: number): number => Math.floor(random() * max);
  const request_id = `wild-${number(IDS)}`;
  const messages: readonly Values[] = [
    { type: 'workflow_request', request_id, graph: countGraph(2), params: {}, user_id: '1', attempt: 1 + number(3) },
    { type: 'workflow_request', request_id, workflow_id: 'nothing', params: {}, deadline_ms: 1, priority: 5 },
    { type: 'command_request', request_id, command: 'list_nodes', args: { limit: 2 }, deadline_ms: 5000 },
    { type: 'command_request', request_id, command: 'get_job', args: { job_id: 'x' }, user_id: 'ann' },
    { type: 'cancel_request', request_id, reason: 'wild', grace_ms: 10 },
    { type: 'response_ack', request_id, attempt: 1, disposition: 'accepted' },
    { type: 'heartbeat_ack', server_time: new Date(0).toISOString() },
    { type: 'error', error: 'something', details: {}, request_id, code: 'INVALID_MESSAGE' },
    { type: 'registered', node_id: 'n', session_id: 's2', protocol: 1, lease_ms: 1, limits: {}, reconcile: {} },
  ];
  return messages[number(messages.length)] ?? {};
};
