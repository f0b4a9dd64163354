import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventSourceMessage } from 'eventsource-parser';
import { createParser } from 'eventsource-parser';

import { FakeNode } from '../support/fake-node.js';
import type { TestHub } from '../support/hub.js';
import { startHub } from '../support/hub.js';

const GRAPH = { nodes: [], edges: [] };

/** Reads a run's stream until it ends, or until `isEnough` says so. */
const readStream = async (
  hub: TestHub,
  runId: string,
  lastEventId: string | null = null,
  isEnough: (events: readonly EventSourceMessage[]) => boolean = () => false,
): Promise<readonly EventSourceMessage[]> => {
  const events: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => events.push(event) });
  const abort = new AbortController();
  const response = await fetch(`${hub.url}/api/v1/runs/${runId}/events`, {
    signal: abort.signal,
    headers: {
      authorization: `Bearer ${hub.operatorToken}`,
      accept: 'text/event-stream',
      ...(lastEventId !== null && { 'last-event-id': lastEventId }),
    },
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    if (isEnough(events)) break;
  }
  abort.abort();
  return events;
};

const numbersOf = (events: readonly EventSourceMessage[]): number[] =>
  events.filter(({ event }) => event === 'log_update').map(({ data }) => (JSON.parse(data) as { n: number }).n);

describe('event streams of a run', () => {
  let hub: TestHub;
  let node: FakeNode;

  beforeAll(async () => {
    hub = await startHub({ settings: { streamKeepAliveMs: 50 } });
    node = await FakeNode.join({ url: hub.wsUrl });
  });
  afterAll(async () => {
    await node.close();
    await hub.close();
  });

  const begin = async (): Promise<string> => {
    const { body } = await hub.api('POST', '/runs', { graph: GRAPH });
    await node.next('workflow_request', ({ request_id }) => request_id === body['id']);
    node.send({ type: 'ack', request_id: body['id'], attempt: 1, message: '' });
    return body['id'];
  };

  const update = (runId: string, n: number): void => {
    node.send({
      type: 'workflow_update',
      request_id: runId,
      attempt: 1,
      update_seq: n,
      update_type: 'log_update',
      data: { n, text: 'line\nbreak' },
    });
  };

  const finish = (runId: string): void => {
    node.send({
      type: 'workflow_response',
      request_id: runId,
      attempt: 1,
      status: 'completed',
      result: { outputs: { out: [1] } },
    });
  };

  it('begins with a snapshot, gives every event once and in order, and ends with the final run', async () => {
    const id = await begin();
    for (let n = 1; n <= 50; n++) update(id, n);
    const reading = readStream(hub, id);
    const late = readStream(hub, id, null, (events) => numbersOf(events).length >= 40);
    for (let n = 51; n <= 500; n++) update(id, n);
    await late;
    finish(id);
    const events = await reading;
    expect(events[0]).toMatchObject({ event: 'snapshot' });
    expect(JSON.parse(events[0]?.data ?? '')).toMatchObject({ id });
    expect(numbersOf(events)).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
    const ids = events.slice(1, -1).map((event) => Number(event.id));
    expect(ids).toEqual(ids.map((_, index) => index + 1));
    expect(events.at(-1)?.event).toBe('end');
    expect(JSON.parse(events.at(-1)?.data ?? '')).toMatchObject({ id, status: 'completed', result: { out: 1 } });
  });

  it('resumes after the event that the reader has', async () => {
    const id = await begin();
    for (let n = 1; n <= 20; n++) update(id, n);
    const first = await readStream(hub, id, null, (events) => numbersOf(events).length >= 5);
    const last = first.at(-1)?.id ?? '';
    for (let n = 21; n <= 40; n++) update(id, n);
    finish(id);
    const rest = await readStream(hub, id, last);
    expect(rest[0]?.event).toBe('snapshot');
    expect([...numbersOf(first), ...numbersOf(rest)]).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    const again = await readStream(hub, id, rest.at(-2)?.id ?? '');
    expect(again.map(({ event }) => event)).toEqual(['snapshot', 'end']);
  });

  it('lets its readers go when the hub stops', async () => {
    const other = await startHub();
    const { body } = await other.api('POST', '/runs', { graph: GRAPH });
    let hasBegun = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      hasBegun = resolve;
    });
    const reading = readStream(other, body['id'], null, (events) => {
      if (events.length > 0) hasBegun();
      return false;
    });
    await begun;
    await other.close();
    expect((await reading).map(({ event }) => event)).toEqual(['snapshot']);
  });
});
