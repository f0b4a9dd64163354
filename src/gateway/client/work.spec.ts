import { afterEach, describe, expect, it } from '@jest/globals';

import type { FakeHubOptions, FakeSession } from '../../../test/support/fake-hub.js';
import { FakeHub } from '../../../test/support/fake-hub.js';
import type { Registered } from '../../protocol/hub-messages.js';
import type { WorkflowUpdate } from '../../protocol/node-messages.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import type { GatewayClientOptions } from './client-options.js';
import { GatewayClient } from './gateway-client.js';
import type { LinkHandlers, WorkflowJob, WorkflowOutcome } from './link-handlers.js';
import type { OutboxItem } from './outbox.js';
import { MemoryOutbox } from './outbox.js';

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) {
    await cleanup();
  }
});

interface Bench {
  readonly hub: FakeHub;
  readonly client: GatewayClient;
  readonly session: FakeSession;
}

const connect = async (
  handlers: LinkHandlers,
  {
    hubOptions = {},
    terms = {},
    ...options
  }: Partial<GatewayClientOptions> & { hubOptions?: FakeHubOptions; terms?: Partial<Registered> } = {},
): Promise<Bench> => {
  const hub = await FakeHub.start(hubOptions);
  const client = new GatewayClient({
    url: hub.url,
    nodeId: 'n1',
    reconnect: { baseMs: 5, capMs: 20 },
    handlers,
    ...options,
  });
  client.run().catch(() => undefined);
  cleanups.push(
    () => hub.stop(),
    () => client.close(),
  );
  const session = await hub.session();
  if (hubOptions.isSeed !== true) {
    await session.register(terms);
  }
  await session.next('heartbeat');
  return { hub, client, session };
};

/** A workflow that goes on until the test says how it ends. */
class Puppet {
  readonly jobs: WorkflowJob[] = [];
  private readonly ends: ((outcome: WorkflowOutcome) => void)[] = [];
  private started: () => void = () => undefined;

  readonly run = (_: unknown, job: WorkflowJob): Promise<WorkflowOutcome> =>
    new Promise((resolve) => {
      this.jobs.push(job);
      this.ends.push(resolve);
      this.started();
    });

  async job(index = 0): Promise<WorkflowJob> {
    for (;;) {
      const job = this.jobs[index];
      if (job !== undefined) {
        return job;
      }
      await new Promise<void>((resolve) => {
        this.started = resolve;
      });
    }
  }

  end(outcome: WorkflowOutcome = { status: 'completed' }, index = 0): void {
    this.ends[index]?.(outcome);
  }
}

const request = (request_id: string, more: object = {}) =>
  ({ type: 'workflow_request', request_id, workflow_id: 'w', params: {}, attempt: 1, ...more }) as const;

const seqs = (session: FakeSession): (number | null | undefined)[] =>
  session.received
    .filter((message): message is WorkflowUpdate => message.type === 'workflow_update')
    .map((update) => update.update_seq);

describe('workflow requests', () => {
  it('are acknowledged, report numbered updates and end in an answer with its receipt', async () => {
    const outbox = new MemoryOutbox();
    const { session } = await connect(
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
    const { session } = await connect(
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
    const { session } = await connect(
      { workflow: () => Promise.resolve({ status: 'completed' }) },
      { outbox: new FullOutbox() },
    );
    session.send(request('r1'));
    expect(await session.next('workflow_response')).toMatchObject({ status: 'completed' });
  });

  it('run once when they arrive twice', async () => {
    const puppet = new Puppet();
    const { session } = await connect({ workflow: puppet.run });
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
    const { session } = await connect({
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
    const { session } = await connect({
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
    const { session } = await connect({});
    session.send(request('r1'));
    expect(await session.next('ack')).toMatchObject({ accepted: false, reason: 'unsupported' });
    const { session: other, client } = await connect({ workflow: new Puppet().run });
    expect(await client.drain()).toBe(true);
    expect(await other.next('heartbeat')).toMatchObject({ status: 'draining' });
    other.send(request('r1'));
    expect(await other.next('ack')).toMatchObject({ accepted: false, reason: 'draining' });
    client.connect();
    expect(await other.next('heartbeat')).toMatchObject({ status: 'active' });
  });

  it('end as failed when the handler throws, and show only expected errors', async () => {
    const { session } = await connect({
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
    const { session, client } = await connect(
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
    const { session } = await connect({
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
    const { session } = await connect({
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
    const { session } = await connect({
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

describe('cancel requests', () => {
  it('abort the work and are told to the handler', async () => {
    const told: string[] = [];
    const { session } = await connect({
      workflow: (_, job) =>
        new Promise((resolve) => {
          job.accept();
          job.signal.addEventListener('abort', () => resolve({ status: 'cancelled', jobId: 'j1' }));
        }),
      cancel: ({ request_id }) => {
        told.push(request_id);
        return 'stopping';
      },
    });
    session.send(request('r1'));
    await session.next('ack');
    session.send({ type: 'cancel_request', request_id: 'r1', grace_ms: 1000 });
    expect(await session.nextWhere(({ type }) => type === 'cancel_ack')).toMatchObject({ state: 'stopping' });
    expect(
      session.received.find(({ type }) => type === 'workflow_response') ?? (await session.next('workflow_response')),
    ).toMatchObject({
      status: 'cancelled',
      error_code: 'CANCELLED',
      job_id: 'j1',
    });
    expect(told).toEqual(['r1']);
    session.send({ type: 'cancel_request', request_id: 'r1' });
    expect(await session.next('cancel_ack')).toMatchObject({ state: 'already_done' });
    session.send({ type: 'cancel_request', request_id: 'r9' });
    expect(await session.next('cancel_ack')).toMatchObject({ request_id: 'r9', state: 'stopping' });
  });

  it('answer not_found for a request that nobody knows', async () => {
    const { session } = await connect({});
    session.send({ type: 'cancel_request', request_id: 'r9' });
    expect(await session.next('cancel_ack')).toMatchObject({ request_id: 'r9', state: 'not_found' });
  });

  it('end work that does not listen when the grace is over', async () => {
    const puppet = new Puppet();
    const { session } = await connect({ workflow: puppet.run });
    session.send(request('r1'));
    const job = await puppet.job();
    session.send({ type: 'cancel_request', request_id: 'r1', grace_ms: 0 });
    expect(await session.next('workflow_response')).toMatchObject({ status: 'cancelled', error_code: 'CANCELLED' });
    expect(job.update('chunk', { content: 'late' })).toBe(0);
    puppet.end();
    session.send(request('r1'));
    expect(await session.next('workflow_response')).toMatchObject({ status: 'cancelled' });
  });
});

describe('command requests', () => {
  it('are acknowledged and answered with an object', async () => {
    const { session } = await connect({ command: ({ command, args }) => Promise.resolve({ command, args }) });
    session.send({ type: 'command_request', request_id: 'c1', command: 'list_jobs', args: { limit: 1 } });
    expect(await session.next('ack')).toMatchObject({ request_id: 'c1', message: 'Executing command: list_jobs' });
    expect(await session.next('command_response')).toMatchObject({
      request_id: 'c1',
      status: 'success',
      result: { command: 'list_jobs', args: { limit: 1 } },
      error: null,
    });
  });

  it('are answered with code and text of an expected error', async () => {
    const { session } = await connect({
      command: ({ command }) => Promise.reject(new ProtocolError('UNKNOWN_COMMAND', `Unknown command: ${command}`)),
    });
    session.send({ type: 'command_request', request_id: 'c1', command: 'dance' });
    expect(await session.next('command_response')).toMatchObject({
      status: 'error',
      result: null,
      error: 'Unknown command: dance',
      error_code: 'UNKNOWN_COMMAND',
    });
  });

  it('end by their deadline although the handler goes on', async () => {
    const { session } = await connect({ command: () => new Promise(() => undefined) });
    session.send({ type: 'command_request', request_id: 'c1', command: 'wait', deadline_ms: 50 });
    expect(await session.next('command_response')).toMatchObject({ status: 'error', error_code: 'DEADLINE_EXCEEDED' });
  });

  it('are UNSUPPORTED on a node without a handler', async () => {
    const { session } = await connect({});
    session.send({ type: 'command_request', request_id: 'c1', command: 'x' });
    expect(await session.next('command_response')).toMatchObject({ status: 'error', error_code: 'UNSUPPORTED' });
  });

  it('never send a bare list', async () => {
    const list: unknown = [1, 2];
    // The cast plays a handler without types.
    const { session } = await connect({ command: () => Promise.resolve(list as Record<string, unknown>) });
    session.send({ type: 'command_request', request_id: 'c1', command: 'x' });
    expect(await session.next('command_response')).toMatchObject({
      status: 'error',
      result: null,
      error_code: 'INTERNAL',
    });
  });
});

describe('work in flight over a reconnect', () => {
  it('is listed at registration, and missed updates are sent again before new ones', async () => {
    const puppet = new Puppet();
    const { hub, session } = await connect({ workflow: puppet.run });
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
    const { hub, session } = await connect({
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
    const { hub, session } = await connect({ workflow: puppet.run });
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
    const { hub, session } = await connect({ workflow: () => Promise.resolve({ status: 'completed' }) });
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
    const { hub, session } = await connect({ workflow: puppet.run });
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
    const { hub, session } = await connect({ workflow: puppet.run }, { terms: { lease_ms: 30 } });
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
    const { hub, session, client } = await connect(
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
    cleanups.push(() => restarted.close());
    restarted.run().catch(() => undefined);
    const second = await hub.session();
    expect((await second.register()).inflight).toMatchObject([{ request_id: 'r1', state: 'settled' }]);
    expect(await second.next('workflow_response')).toMatchObject({ request_id: 'r1', result: { n: 1 } });
    second.send(request('r1'));
    expect(await second.next('workflow_response')).toMatchObject({ result: { n: 1 } });
    expect(runs).toBe(0);
  });

  it('is answered as lost when the node closes', async () => {
    const { session, client } = await connect({
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
    const { session } = await connect(
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

  it('answers a refusal as a failure, the only way the seed has', async () => {
    const { session } = await connect(
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
    const { hub, session } = await connect({ workflow: puppet.run }, { hubOptions: { isSeed: true } });
    session.send({ type: 'workflow_request', request_id: 'r1', workflow_id: 'w' });
    await puppet.job();
    session.socket.terminate();
    await session.closed;
    puppet.end({ status: 'completed', result: { n: 1 } });
    expect(await (await hub.session()).next('workflow_response')).toMatchObject({ request_id: 'r1', result: { n: 1 } });
  });
});
