import { createHash, randomBytes } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';

import { afterEach, describe, expect, it } from '@jest/globals';

import type { ContentSource, LocalContent } from '../../src/gateway/client/content-source.js';
import { GatewayClient } from '../../src/gateway/client/gateway-client.js';
import type { WorkflowOutcome } from '../../src/gateway/client/link-handlers.js';
import { ProtocolError } from '../../src/protocol/protocol-error.js';
import { sumGraph } from '../support/graphs.js';
import type { TestHub, TestHubOptions } from '../support/hub.js';
import { startHub } from '../support/hub.js';

const LOOK_MS = 20;

const contentOf = (bytes: Buffer, open?: () => Promise<Readable>): LocalContent => ({
  sha256: createHash('sha256').update(bytes).digest('hex'),
  size: bytes.byteLength,
  contentType: 'image/png',
  open: open ?? (() => Promise.resolve(Readable.from([bytes], { objectMode: false }))),
});

const reference = (assetId: string) => ({ type: 'image', uri: `asset://${assetId}`, asset_id: assetId });

/** An outcome with one output. */
const gives = (output: string, value: unknown): WorkflowOutcome => ({
  status: 'completed',
  jobId: 'j1',
  result: { job_id: 'j1', outputs: { [output]: [value] }, result: { [output]: value } },
});

describe('bytes between a node and its hub', () => {
  let hub: TestHub;
  const clients: GatewayClient[] = [];

  const startAll = async (
    workflow: () => WorkflowOutcome,
    contents: ContentSource = { find: () => Promise.resolve(null) },
    options: TestHubOptions = {},
  ): Promise<GatewayClient> => {
    hub = await startHub(options);
    const client = new GatewayClient({
      url: hub.wsUrl,
      authToken: hub.nodeToken,
      nodeId: 'n1',
      contents,
      handlers: { workflow: () => Promise.resolve(workflow()) },
      reconnect: { baseMs: 10, capMs: 50 },
    });
    clients.push(client);
    const registered = new Promise((resolve) => client.on('registered', resolve));
    client.run().catch(() => undefined);
    await registered;
    return client;
  };

  const run = async (wait = 10): Promise<Record<string, unknown>> =>
    (await hub.api('POST', '/runs', { graph: sumGraph, node_id: 'n1' }, { prefer: `wait=${wait}` })).body;

  const read = async (uri: string): Promise<Response> =>
    fetch(`${hub.url}${uri}`, { headers: { authorization: `Bearer ${hub.operatorToken}` } });

  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    await hub.close();
  });

  it('reach the caller through the hub, and the result names them there', async () => {
    const bytes = randomBytes(300_000);
    const asked: unknown[] = [];
    await startAll(() => gives('image', reference('a1')), {
      find: (assetId, place) => {
        asked.push({ assetId, ...place });
        return Promise.resolve(contentOf(bytes));
      },
    });
    const ended = await run();
    const { uri, ...rest } = (ended['result'] as { image: Record<string, string> }).image;
    expect(rest).toEqual({ type: 'image', asset_id: 'a1', content_type: 'image/png', size: 300_000 });
    expect(asked).toEqual([{ assetId: 'a1', requestId: ended['id'], jobId: 'j1' }]);
    const response = await read(uri ?? '');
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
  });

  it('are sent once, however often they are named', async () => {
    const bytes = randomBytes(100);
    let opened = 0;
    const content = contentOf(bytes, () => {
      opened += 1;
      return Promise.resolve(Readable.from([bytes], { objectMode: false }));
    });
    const source = { find: () => Promise.resolve(content) };
    await startAll(() => gives('images', [reference('a1'), { deep: reference('a1') }, reference('a2')]), source);
    expect(await run()).toMatchObject({ status: 'completed' });
    expect(await run()).toMatchObject({ status: 'completed' });
    expect(opened).toBe(1);
  });

  it('carry a result that is too large for a frame, which is shown all the same', async () => {
    const text = 'é'.repeat(200_000);
    await startAll(() => gives('text', text));
    const ended = await run();
    expect(ended).toMatchObject({
      status: 'completed',
      result: { text },
      outputs: { text: [text] },
      result_ref: { uri: expect.stringMatching(/^\/api\/v1\/blobs\//), content_type: 'application/json' },
    });
  });

  it('carry a huge result beside the description of its run', async () => {
    const text = 'x'.repeat(12_000_000);
    await startAll(() => gives('text', text));
    const ended = await run();
    expect(ended).toMatchObject({ status: 'completed', result: null, outputs: null });
    const answer = await read(`/api/v1/runs/${String(ended['id'])}/result`);
    expect(((await answer.json()) as { result: { text: string } }).result.text).toHaveLength(text.length);
  });

  it('that are too large for the hub fail their run with the reason', async () => {
    const content = contentOf(randomBytes(2000));
    const source = { find: () => Promise.resolve(content) };
    await startAll(() => gives('image', reference('a1')), source, { config: { blobMaxBytes: 1000 } });
    expect(await run()).toMatchObject({
      status: 'failed',
      error: { code: 'TOO_LARGE', message: expect.stringContaining('has 2000 bytes, but the hub takes at most 1000') },
    });
  });

  it('that are gone fail their run with the reason', async () => {
    const gone = new ProtocolError('NOT_FOUND', 'Asset a1 not found');
    const content = contentOf(randomBytes(100), () => Promise.reject(gone));
    await startAll(() => gives('image', reference('a1')), { find: () => Promise.resolve(content) });
    expect(await run()).toMatchObject({
      status: 'failed',
      error: { code: 'NOT_FOUND', message: expect.stringContaining('Asset a1 not found') },
    });
  });

  it('that are another content than they claim are refused, and the run fails', async () => {
    const content = { ...contentOf(Buffer.from('right')), sha256: contentOf(Buffer.from('wrong')).sha256 };
    await startAll(() => gives('image', reference('a1')), { find: () => Promise.resolve(content) });
    expect(await run()).toMatchObject({
      status: 'failed',
      error: { code: 'INVALID_ARGUMENT', message: expect.stringContaining('SHA-256') },
    });
  });

  it('are sent again when the connection was lost on the way; the run ends once', async () => {
    const bytes = randomBytes(1000);
    let tries = 0;
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const content = contentOf(bytes, () => {
      tries += 1;
      if (tries > 1) return Promise.resolve(Readable.from([bytes], { objectMode: false }));
      const stuck = new PassThrough();
      stuck.write(bytes.subarray(0, 500));
      begin();
      return Promise.resolve(stuck);
    });
    const client = await startAll(() => gives('image', reference('a1')), { find: () => Promise.resolve(content) });
    const { id } = await run(0);
    await begun;
    client.disconnect();
    expect((await read(`/api/v1/blobs/${content.sha256}`)).status).toBe(404);
    client.connect();
    let ended = await hub.api('GET', `/runs/${String(id)}`);
    while (ended.body['status'] === 'running') {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      ended = await hub.api('GET', `/runs/${String(id)}`);
    }
    expect(ended.body).toMatchObject({ status: 'completed', attempt: 1 });
    expect(tries).toBe(2);
    const { events } = (await hub.api('GET', `/runs/${String(id)}/events`)).body;
    const ends = events.filter(({ type, data }) => type === 'run_update' && data['status'] === 'completed');
    expect(ends).toHaveLength(1);
  });

  it('leave references alone that the node knows nothing of', async () => {
    const stranger = { type: 'image', uri: 'https://elsewhere/x.png', asset_id: null };
    await startAll(() => gives('images', [stranger, reference('gone')]));
    expect(await run()).toMatchObject({ result: { images: [stranger, reference('gone')] } });
  });
});
