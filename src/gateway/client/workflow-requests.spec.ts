import { afterEach, describe, expect, it } from '@jest/globals';

import { LinkBench, Puppet, request, seqs } from '../../../test/support/link-bench.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import type { OutboxItem } from './outbox.js';
import { MemoryOutbox } from './outbox.js';

const bench = new LinkBench();

afterEach(bench.cleanUp);

describe('workflow requests', () => {
  it('are acknowledged, report numbered updates and end in an answer with its receipt', async () => {
    const outbox = new MemoryOutbox();
    const { session } = await bench.connect(
      {
        workflow: ({ params }, job) => {
          job.accept();
          job.update('node_update', { node_id: 'a', status: 'running' }, 'j1');
          job.update('node_update', { node_id: 'a', status: 'completed' }, 'j1');
          return Promise.resolve({ status: 'completed', result: { outputs: { out: params?.['x'] } }, jobId: 'j1' });
        },
      },
      { outbox },
    );
    session.send(request('r1', { params: { x: 5 } }));
    expect(await session.next('ack')).toMatchObject({ request_id: 'r1', accepted: true, attempt: 1 });
    expect(await session.next('workflow_update')).toMatchObject({
      update_seq: 1,
      attempt: 1,
      job_id: 'j1',
      data: { status: 'running' },
    });
    expect(await session.next('workflow_update')).toMatchObject({ update_seq: 2, data: { status: 'completed' } });
    expect(await session.next('workflow_response')).toMatchObject({
      request_id: 'r1',
      status: 'completed',
      result: { outputs: { out: 5 } },
      job_id: 'j1',
      attempt: 1,
      final_update_seq: 2,
      error: null,
      error_code: null,
    });
    expect(await outbox.list()).toHaveLength(1);
    session.send({ type: 'response_ack', request_id: 'r1', attempt: 1, disposition: 'accepted' });
    session.send(request('r1'));
    expect(await session.next('workflow_response')).toMatchObject({ request_id: 'r1', status: 'completed' });
    expect(await outbox.list()).toHaveLength(0);
  });

  it('are in the outbox before the answer is sent', async () => {
    const order: string[] = [];
    class SlowOutbox extends MemoryOutbox {
      override async put(item: OutboxItem): Promise<void> {
        await new Promise((resolve) => setImmediate(resolve));
        order.push('stored');
        await super.put(item);
      }
    }
    const { session } = await bench.connect(
      { workflow: () => Promise.resolve({ status: 'completed' }) },
      { outbox: new SlowOutbox() },
    );
    session.send(request('r1'));
    await session.next('workflow_response');
    order.push('received');
    expect(order).toEqual(['stored', 'received']);
  });

  it('are answered even when the outbox can not store', async () => {
    class FullOutbox extends MemoryOutbox {
      override put(): Promise<void> {
        return Promise.reject(new Error('disk full'));
      }
    }
    const { session } = await bench.connect(
      { workflow: () => Promise.resolve({ status: 'completed' }) },
      { outbox: new FullOutbox() },
    );
    session.send(request('r1'));
    expect(await session.next('workflow_response')).toMatchObject({ status: 'completed' });
  });

  it('run once when they arrive twice', async () => {
    const puppet = new Puppet();
    const { session } = await bench.connect({ workflow: puppet.run });
    session.send(request('r1'));
    (await puppet.job()).accept();
    await session.next('ack');
    session.send(request('r1'));
    expect(await session.next('ack')).toMatchObject({ accepted: true });
    puppet.end({ status: 'completed', result: { n: 1 } });
    expect(await session.next('workflow_response')).toMatchObject({ result: { n: 1 } });
    session.send(request('r1'));
    expect(await session.next('workflow_response')).toMatchObject({ result: { n: 1 } });
    expect(puppet.jobs).toHaveLength(1);
  });

  it('run again under a later attempt only if the earlier one failed', async () => {
    let runs = 0;
    const { session } = await bench.connect({
      workflow: () => {
        runs += 1;
        return Promise.resolve(runs === 1 ? { status: 'failed', error: 'no luck' } : { status: 'completed' });
      },
    });
    session.send(request('r1'));
    expect(await session.next('workflow_response')).toMatchObject({ status: 'failed', attempt: 1 });
    session.send(request('r1', { attempt: 2 }));
    expect(await session.next('workflow_response')).toMatchObject({ status: 'completed', attempt: 2 });
    session.send(request('r1', { attempt: 3 }));
    expect(await session.next('workflow_response')).toMatchObject({ status: 'completed', attempt: 3 });
    expect(runs).toBe(2);
  });

  it('can be handed back with a reason', async () => {
    const { session } = await bench.connect({
      workflow: (_, job) => {
        job.reject('busy', 500);
        return Promise.resolve(undefined);
      },
    });
    session.send(request('r1'));
    expect(await session.next('ack')).toMatchObject({ accepted: false, reason: 'busy', retry_after_ms: 500 });
    session.send(request('r1'));
    expect(await session.next('ack')).toMatchObject({ accepted: false });
    expect(session.received.some(({ type }) => type === 'workflow_response')).toBe(false);
  });

  it('are handed back by a node without a handler or one that drains', async () => {
    const { session } = await bench.connect({});
    session.send(request('r1'));
    expect(await session.next('ack')).toMatchObject({ accepted: false, reason: 'unsupported' });
    const { session: other, client } = await bench.connect({ workflow: new Puppet().run });
    expect(await client.drain()).toBe(true);
    expect(await other.next('heartbeat')).toMatchObject({ status: 'draining' });
    other.send(request('r1'));
    expect(await other.next('ack')).toMatchObject({ accepted: false, reason: 'draining' });
    client.connect();
    expect(await other.next('heartbeat')).toMatchObject({ status: 'active' });
  });

  it('end as failed when the handler throws, and show only expected errors', async () => {
    const { session } = await bench.connect({
      workflow: ({ workflow_id }) =>
        Promise.reject(
          workflow_id === 'w' ? new Error('password is 123') : new ProtocolError('NOT_FOUND', 'Workflow v not found'),
        ),
    });
    session.send(request('r1'));
    const fault = await session.next('workflow_response');
    expect(fault).toMatchObject({ status: 'failed', error_code: 'INTERNAL' });
    expect(fault.error).not.toContain('password');
    session.send(request('r2', { workflow_id: 'v' }));
    expect(await session.next('workflow_response')).toMatchObject({
      error_code: 'NOT_FOUND',
      error: 'Workflow v not found',
    });
  });

  it('fail by themselves when the result is too large', async () => {
    const { session, client } = await bench.connect(
      { workflow: () => Promise.resolve({ status: 'completed', result: { text: 'x'.repeat(5000) } }) },
      { terms: { limits: { max_frame_bytes: 4000, inline_result_bytes: 1000 } } },
    );
    session.send(request('r1'));
    expect(await session.next('workflow_response')).toMatchObject({
      status: 'failed',
      error_code: 'TOO_LARGE',
      result: null,
    });
    expect(client.status()).toMatchObject({ state: 'ready', reconnects: 0 });
  });

  it('send no updates for a hub that wants none', async () => {
    const { session } = await bench.connect({
      workflow: (_, job) => {
        job.update('chunk', { content: 'a' });
        return Promise.resolve({ status: 'completed' });
      },
    });
    session.send(request('r1', { stream: { mode: 'none' } }));
    expect(await session.next('workflow_response')).toMatchObject({ final_update_seq: 0 });
    expect(seqs(session)).toEqual([]);
  });

  it('send the latest of many volatile updates to a hub that wants few', async () => {
    const { session } = await bench.connect({
      workflow: (_, job) => {
        for (let progress = 1; progress <= 500; progress++) {
          job.update('node_progress', { node_id: 'a', progress, total: 500 });
        }
        job.update('node_update', { node_id: 'a', status: 'completed' });
        return Promise.resolve({ status: 'completed' });
      },
    });
    session.send(request('r1', { stream: { mode: 'coalesced', max_rate_hz: 5 } }));
    expect(await session.next('workflow_update')).toMatchObject({
      data: { progress: 500 },
      update_seq: 500,
      first_update_seq: 1,
    });
    expect(await session.next('workflow_update')).toMatchObject({ update_type: 'node_update', update_seq: 501 });
    expect(await session.next('workflow_response')).toMatchObject({ final_update_seq: 501 });
  });

  it('end by their deadline', async () => {
    const { session } = await bench.connect({
      workflow: (_, job) =>
        new Promise((resolve) => {
          job.signal.addEventListener('abort', () => resolve({ status: 'cancelled' }));
        }),
    });
    session.send(request('r1', { deadline_ms: 100 }));
    expect(await session.next('workflow_response')).toMatchObject({
      status: 'failed',
      error_code: 'DEADLINE_EXCEEDED',
    });
  });
});
