import type { Socket } from 'node:net';
import { connect } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { FakeNode } from '../support/fake-node.js';
import type { TestHub } from '../support/hub.js';
import { startHub } from '../support/hub.js';

const MIB = 1_048_576;
/** What the hub may hold for one reader that takes nothing: a page of events and what is published meanwhile. */
const PER_READER = 4 * MIB;

describe('readers that take nothing', () => {
  let hub: TestHub;
  /** The hub's ends of all its connections. */
  const sockets = new Set<Socket>();

  const heldBytes = (): number => [...sockets].reduce((sum, { writableLength }) => sum + writableLength, 0);

  beforeAll(async () => {
    const limits = { maxBufferedBytes: 16 * MIB, maxTotalBufferedBytes: 4 * MIB };
    hub = await startHub({ settings: { ...limits, streamStallMs: 400, streamKeepAliveMs: 100, sweepMs: 25 } });
    hub.app.getHttpServer().on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
  });
  afterAll(async () => {
    await hub.close();
  });

  it('of a run’s events cost little memory, hold nobody up, are let go, and miss nothing when they come back', async () => {
    const node = await FakeNode.join({ url: hub.wsUrl });
    const { body: run } = await hub.api('POST', '/runs', { graph: { nodes: [], edges: [] } });
    await node.next('workflow_request');
    const stall = (): Socket => {
      const socket = connect(Number(new URL(hub.url).port), '127.0.0.1');
      socket.on('error', () => undefined);
      socket.pause();
      const head = `GET /api/v1/runs/${run.id}/events HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer ${hub.operatorToken}`;
      socket.write(`${head}\r\nAccept: text/event-stream\r\n\r\n`);
      return socket;
    };
    const stalled: Socket[] = [];
    const text = 'x'.repeat(MIB / 4);
    let held = 0;
    for (let n = 1; n <= 80; n += 1) {
      const step = { update_seq: n, update_type: 'log_update', data: { n, text } };
      node.send({ type: 'workflow_update', request_id: run.id, attempt: 1, ...step });
      if (n % 8 === 0) await node.settle();
      // Late comers, for whom much is stored already.
      if (n === 48) stalled.push(stall(), stall(), stall());
      held = Math.max(held, heldBytes());
    }
    node.send({ type: 'workflow_response', request_id: run.id, attempt: 1, status: 'completed', result: {} });
    await node.next('response_ack');
    expect(held).toBeLessThan(stalled.length * PER_READER);
    await Promise.all(stalled.map((socket) => new Promise((resolve) => socket.once('close', resolve).resume())));
    expect((await readAll(hub, run.id)).match(/^event: log_update$/gm)).toHaveLength(80);
    await node.close();
  }, 60_000);

  it('as nodes are closed with 4008 when all sockets together hold too much', async () => {
    const node = await FakeNode.join({ url: hub.wsUrl, nodeId: 'sleepy' });
    node.socket.pause();
    const args = { text: 'x'.repeat(MIB) };
    const calls = Array.from({ length: 24 }, () => hub.api('POST', '/nodes/sleepy/commands/list_workflows', args));
    while ((await hub.api('GET', '/nodes/sleepy')).body['state'] !== 'offline');
    node.socket.resume();
    expect(await node.closed).toMatchObject({ code: 4008 });
    const back = await FakeNode.join({ url: hub.wsUrl, nodeId: 'sleepy', registration: { inflight: [] } });
    expect((await Promise.all(calls)).map(({ status }) => status).every((status) => status >= 500)).toBe(true);
    await back.close();
  }, 60_000);
});

/** Reads a run's events to their end; a busy machine may be let go as well, and comes back behind its last whole event. */
const readAll = async ({ url, operatorToken }: TestHub, runId: string): Promise<string> => {
  let text = '';
  for (;;) {
    const lastId = text
      .match(/^id: \d+$/gm)
      ?.at(-1)
      ?.slice('id: '.length);
    const headers = {
      accept: 'text/event-stream',
      authorization: `Bearer ${operatorToken}`,
      ...(lastId !== undefined && { 'last-event-id': lastId }),
    };
    const { body } = await fetch(`${url}/api/v1/runs/${runId}/events`, { headers });
    try {
      for await (const chunk of (body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) text += chunk;
      return text;
    } catch {
      const end = text.lastIndexOf('\n\n');
      text = end < 0 ? '' : text.slice(0, end + 2);
    }
  }
};
