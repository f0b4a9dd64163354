import { afterEach, describe, expect, it } from '@jest/globals';

import { FakeHub } from '../../../test/support/fake-hub.js';
import { LinkBench, Puppet, request, seqs } from '../../../test/support/link-bench.js';
import { GatewayClient } from './gateway-client.js';

const bench = new LinkBench();

afterEach(bench.cleanUp);

/** A client of a node that was restarted while it worked on request r1. */
const restart = async (puppet: Puppet) => {
  const hub = await FakeHub.start({});
  const client = new GatewayClient({ url: hub.url, nodeId: 'n1', handlers: { workflow: puppet.run } });
  client.adopt([request('r1', { attempt: 3 })]);
  client.run().catch(() => undefined);
  bench.adopt(client);
  return { hub, client, session: await hub.session() };
};

const reconcile = { resume: [], cancel: [], resend: [], forget: [] };

describe('work that an earlier process of the node had accepted', () => {
  it('is listed at registration, goes on after the updates that the hub has, and is answered', async () => {
    const puppet = new Puppet();
    const { hub, session } = await restart(puppet);
    const job = await puppet.job();
    expect(job.attempt).toBe(3);
    job.update('job_update', { status: 'recovering' });
    const registration = await session.register({
      reconcile: { ...reconcile, resume: [{ request_id: 'r1', after_update_seq: 41 }] },
    });
    await session.next('heartbeat');
    expect(registration.inflight).toMatchObject([{ request_id: 'r1', attempt: 3, state: 'running' }]);
    job.update('log_update', { n: 1 });
    puppet.end();
    const answer = await session.next('workflow_response');
    expect(answer).toMatchObject({ status: 'completed', attempt: 3, final_update_seq: 43 });
    expect(seqs(session)).toEqual([42, 43]);
    expect(session.received.some(({ type }) => type === 'ack')).toBe(false);
    await hub.stop();
  });

  it.each(['cancel', 'forget'] as const)('is stopped when the hub says %s', async (order) => {
    const puppet = new Puppet();
    const { hub, client, session } = await restart(puppet);
    const job = await puppet.job();
    const isStopped = new Promise((resolve) => job.signal.addEventListener('abort', resolve));
    await session.register({ reconcile: { ...reconcile, [order]: ['r1'] } });
    await isStopped;
    puppet.end({ status: 'cancelled' });
    await client.close();
    const answers = session.received.filter(({ type }) => type === 'workflow_response');
    expect(answers).toMatchObject(order === 'cancel' ? [{ status: 'cancelled' }] : []);
    await hub.stop();
  });

  it('is left without an answer when the next process goes on with it', async () => {
    const puppet = new Puppet();
    const { hub, client, session } = await restart(puppet);
    await session.register({ reconcile: { ...reconcile, resume: [{ request_id: 'r1', after_update_seq: 0 }] } });
    const job = await puppet.job();
    job.leave();
    puppet.end({ status: 'failed' });
    await client.close();
    expect(session.received.some(({ type }) => type === 'workflow_response')).toBe(false);
    await hub.stop();
  });
});
