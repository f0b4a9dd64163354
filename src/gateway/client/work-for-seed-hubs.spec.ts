import { Readable } from 'node:stream';

import { afterEach, describe, expect, it } from '@jest/globals';

import { LinkBench, Puppet } from '../../../test/support/link-bench.js';
import type { ContentSource } from './content-source.js';
import { MemoryOutbox } from './outbox.js';

const bench = new LinkBench();

afterEach(bench.cleanUp);

describe('work for a hub that only knows the seed', () => {
  it('uses the fields of the seed and clears the outbox once an answer is written', async () => {
    const outbox = new MemoryOutbox();
    const removed = new Promise<string>((resolve) => {
      const remove = outbox.remove.bind(outbox);
      outbox.remove = (requestId, attempt) => {
        resolve(requestId);
        return remove(requestId, attempt);
      };
    });
    const { session } = await bench.connect(
      {
        workflow: (_, job) => {
          job.update('node_update', { node_id: 'a' }, 'j1');
          return Promise.resolve({ status: 'completed', result: { job_id: 'j1', outputs: {} }, jobId: 'j1' });
        },
      },
      { outbox, hubOptions: { isSeed: true } },
    );
    session.send({ type: 'workflow_request', request_id: 'r1', workflow_id: 'w', user_id: '1' });
    const timestamp = expect.stringMatching(/Z$/);
    expect(await session.next('ack')).toEqual({
      type: 'ack',
      request_id: 'r1',
      message: 'Workflow execution started',
      timestamp,
    });
    expect(await session.next('workflow_update')).toEqual({
      type: 'workflow_update',
      request_id: 'r1',
      job_id: 'j1',
      update_type: 'node_update',
      data: { node_id: 'a' },
      timestamp,
    });
    expect(await session.next('workflow_response')).toEqual({
      type: 'workflow_response',
      request_id: 'r1',
      status: 'completed',
      result: { job_id: 'j1', outputs: {} },
      error: null,
      job_id: 'j1',
      timestamp,
    });
    expect(await removed).toBe('r1');
    expect(await outbox.list()).toEqual([]);
  });

  it('sends small bytes as text, and says of large ones why they stay', async () => {
    const contents: ContentSource = {
      find: (assetId) => {
        const bytes = Buffer.alloc(assetId === 'small' ? 3 : 300_000, 7);
        const open = () => Promise.resolve(Readable.from([bytes], { objectMode: false }));
        return Promise.resolve({ sha256: 'x', size: bytes.length, contentType: 'image/png', open });
      },
    };
    const image = (id: string) => ({ type: 'image', uri: `asset://${id}`, asset_id: id });
    const outputs = { a: [image('small')], b: [image('large')] };
    const { session } = await bench.connect(
      { workflow: () => Promise.resolve({ status: 'completed', result: { job_id: 'j1', outputs }, jobId: 'j1' }) },
      { contents, hubOptions: { isSeed: true } },
    );
    session.send({ type: 'workflow_request', request_id: 'r1', workflow_id: 'w', user_id: '1' });
    const facts = { type: 'image', content_type: 'image/png' };
    expect((await session.next('workflow_response')).result).toEqual({
      job_id: 'j1',
      outputs: {
        a: [{ ...facts, uri: 'data:image/png;base64,BwcH', asset_id: 'small', size: 3 }],
        b: [
          {
            ...facts,
            uri: 'asset://large',
            asset_id: 'large',
            size: 300_000,
            note: expect.stringContaining('stays on the node'),
          },
        ],
      },
    });
  });

  it('answers a refusal as a failure, the only way the seed has', async () => {
    const { session } = await bench.connect(
      {
        workflow: (_, job) => {
          job.reject('busy');
          return Promise.resolve(undefined);
        },
      },
      { hubOptions: { isSeed: true } },
    );
    session.send({ type: 'workflow_request', request_id: 'r1', workflow_id: 'w' });
    expect(await session.next('workflow_response')).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('busy'),
    });
  });

  it('sends a result that was finished while the hub was away', async () => {
    const puppet = new Puppet();
    const { hub, session } = await bench.connect({ workflow: puppet.run }, { hubOptions: { isSeed: true } });
    session.send({ type: 'workflow_request', request_id: 'r1', workflow_id: 'w' });
    await puppet.job();
    session.socket.terminate();
    await session.closed;
    puppet.end({ status: 'completed', result: { n: 1 } });
    expect(await (await hub.session()).next('workflow_response')).toMatchObject({ request_id: 'r1', result: { n: 1 } });
  });
});
