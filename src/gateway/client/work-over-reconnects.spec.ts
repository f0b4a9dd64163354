import { afterEach, describe, expect, it } from '@jest/globals';

import { LinkBench, Puppet, request, seqs } from '../../../test/support/link-bench.js';
import { GatewayClient } from './gateway-client.js';
import { MemoryOutbox } from './outbox.js';

const bench = new LinkBench();

afterEach(bench.cleanUp);

describe('work in flight over a reconnect', () => {
  it('is listed at registration, and missed updates are sent again before new ones', async () => {
    const puppet = new Puppet();
    const { hub, session } = await bench.connect({ workflow: puppet.run });
    session.send(request('r1'));
    const job = await puppet.job();
    job.update('log_update', { n: 1 });
    job.update('log_update', { n: 2 });
    await session.next('workflow_update');
    await session.next('workflow_update');
    session.socket.terminate();
    await session.closed;
    job.update('log_update', { n: 3 });
    const second = await hub.session();
    const registration = await second.register({
      reconcile: { resume: [{ request_id: 'r1', after_update_seq: 1 }], cancel: [], resend: [], forget: [] },
    });
    const [item] = registration.inflight ?? [];
    expect(item).toMatchObject({ request_id: 'r1', attempt: 1, state: 'running' });
    expect(item?.last_update_seq).toBeGreaterThanOrEqual(2);
    await second.next('heartbeat');
    job.update('log_update', { n: 4 });
    puppet.end();
    await second.next('workflow_response');
    expect(seqs(second)).toEqual([2, 3, 4]);
  });

  it('marks updates that nobody has any more as truncated', async () => {
    const puppet = new Puppet();
    const { hub, session } = await bench.connect({
      workflow: puppet.run,
      updatesAfter: (_, seq) =>
        Promise.resolve(seq < 3 ? [{ seq: 3, updateType: 'log_update', data: {}, jobId: null }] : []),
    });
    session.send(request('r1'));
    const job = await puppet.job();
    [1, 2, 3].forEach((n) => job.update('log_update', { n }));
    await session.next('workflow_update');
    session.socket.terminate();
    await session.closed;
    job.update('log_update', { n: 4 });
    const second = await hub.session();
    await second.register({
      reconcile: { resume: [{ request_id: 'r1', after_update_seq: 1 }], cancel: [], resend: [], forget: [] },
    });
    expect(await second.next('workflow_update')).toMatchObject({ update_type: 'truncated', update_seq: 2 });
    expect(await second.next('workflow_update')).toMatchObject({ update_type: 'log_update', update_seq: 3 });
    expect(await second.next('workflow_update')).toMatchObject({ update_type: 'truncated', update_seq: 4 });
  });

  it('delivers a result that was finished while the hub was away', async () => {
    const puppet = new Puppet();
    const { hub, session } = await bench.connect({ workflow: puppet.run });
    session.send(request('r1'));
    const job = await puppet.job();
    job.update('log_update', { n: 1 });
    session.socket.terminate();
    await session.closed;
    puppet.end({ status: 'completed', result: { n: 7 } });
    const second = await hub.session();
    const { inflight } = await second.register({
      reconcile: { resume: [{ request_id: 'r1', after_update_seq: 0 }], cancel: [], resend: ['r1'], forget: [] },
    });
    expect(inflight).toEqual([{ request_id: 'r1', attempt: 1, state: 'settled', last_update_seq: 1 }]);
    expect(await second.next('workflow_update')).toMatchObject({ update_seq: 1 });
    expect(await second.next('workflow_response')).toMatchObject({
      request_id: 'r1',
      result: { n: 7 },
      final_update_seq: 1,
    });
  });

  it('sends an answer without receipt after each reconnect until it has one', async () => {
    const { hub, session } = await bench.connect({ workflow: () => Promise.resolve({ status: 'completed' }) });
    session.send(request('r1'));
    await session.next('workflow_response');
    session.socket.terminate();
    const second = await hub.session();
    await second.register();
    await second.next('workflow_response');
    second.send({ type: 'response_ack', request_id: 'r1', attempt: 1, disposition: 'late' });
    second.send({ type: 'cancel_request', request_id: 'r1' });
    await second.next('cancel_ack');
    second.socket.terminate();
    const third = await hub.session();
    expect((await third.register()).inflight).toEqual([]);
  });

  it('forgets and cancels what the hub says', async () => {
    const puppet = new Puppet();
    const { hub, session } = await bench.connect({ workflow: puppet.run });
    ['r1', 'r2'].forEach((id) => session.send(request(id)));
    const [first, second] = [await puppet.job(0), await puppet.job(1)];
    session.socket.terminate();
    const again = await hub.session();
    await again.register({ reconcile: { resume: [], cancel: ['r1'], resend: [], forget: ['r2'] } });
    expect(await again.next('cancel_ack')).toMatchObject({ request_id: 'r1', state: 'stopping' });
    expect([first.signal.aborted, second.signal.aborted]).toEqual([true, true]);
    puppet.end({ status: 'cancelled' }, 1);
    puppet.end({ status: 'cancelled' }, 0);
    expect(await again.next('workflow_response')).toMatchObject({ request_id: 'r1', status: 'cancelled' });
    expect(again.received.some((message) => message.type === 'workflow_response' && message.request_id === 'r2')).toBe(
      false,
    );
  });

  it('stops work that must not go on without a hub when the lease is over', async () => {
    const puppet = new Puppet();
    const { hub, session } = await bench.connect({ workflow: puppet.run }, { terms: { lease_ms: 30 } });
    session.send(request('r1', { on_disconnect: 'cancel' }));
    session.send(request('r2', { on_disconnect: 'continue' }));
    const [first, second] = [await puppet.job(0), await puppet.job(1)];
    const aborted = new Promise((resolve) => {
      first.signal.addEventListener('abort', resolve);
    });
    await hub.stop();
    await aborted;
    expect(second.signal.aborted).toBe(false);
  });

  it('answers with the stored result after a restart of the node', async () => {
    const outbox = new MemoryOutbox();
    const { hub, session, client } = await bench.connect(
      { workflow: () => Promise.resolve({ status: 'completed', result: { n: 1 } }) },
      { outbox },
    );
    session.send(request('r1'));
    await session.next('workflow_response');
    await client.close();
    let runs = 0;
    const restarted = new GatewayClient({
      url: hub.url,
      nodeId: 'n1',
      outbox,
      handlers: { workflow: () => Promise.resolve({ status: 'failed', error: String(++runs) }) },
    });
    bench.adopt(restarted);
    restarted.run().catch(() => undefined);
    const second = await hub.session();
    expect((await second.register()).inflight).toMatchObject([{ request_id: 'r1', state: 'settled' }]);
    expect(await second.next('workflow_response')).toMatchObject({ request_id: 'r1', result: { n: 1 } });
    second.send(request('r1'));
    expect(await second.next('workflow_response')).toMatchObject({ result: { n: 1 } });
    expect(runs).toBe(0);
  });

  it('is answered as lost when the node closes', async () => {
    const { session, client } = await bench.connect({
      workflow: (_, job) =>
        new Promise((resolve) => {
          job.signal.addEventListener('abort', () => resolve({ status: 'cancelled' }));
        }),
    });
    session.send(request('r1'));
    session.send({ type: 'command_request', request_id: 'c1', command: 'x' });
    await session.next('command_response');
    await client.close();
    expect(await session.next('workflow_response')).toMatchObject({ status: 'failed', error_code: 'NODE_LOST' });
  });
});
