import { afterEach, describe, expect, it } from '@jest/globals';

import { LinkBench, Puppet, request } from '../../../test/support/link-bench.js';
import { ProtocolError } from '../../protocol/protocol-error.js';

const bench = new LinkBench();

afterEach(bench.cleanUp);

describe('cancel requests', () => {
  it('abort the work and are told to the handler', async () => {
    const told: string[] = [];
    const { session } = await bench.connect({
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
    const { session } = await bench.connect({});
    session.send({ type: 'cancel_request', request_id: 'r9' });
    expect(await session.next('cancel_ack')).toMatchObject({ request_id: 'r9', state: 'not_found' });
  });

  it('end work that does not listen when the grace is over', async () => {
    const puppet = new Puppet();
    const { session } = await bench.connect({ workflow: puppet.run });
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
    const { session } = await bench.connect({ command: ({ command, args }) => Promise.resolve({ command, args }) });
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
    const { session } = await bench.connect({
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
    const { session } = await bench.connect({ command: () => new Promise(() => undefined) });
    session.send({ type: 'command_request', request_id: 'c1', command: 'wait', deadline_ms: 50 });
    expect(await session.next('command_response')).toMatchObject({ status: 'error', error_code: 'DEADLINE_EXCEEDED' });
  });

  it('are UNSUPPORTED on a node without a handler', async () => {
    const { session } = await bench.connect({});
    session.send({ type: 'command_request', request_id: 'c1', command: 'x' });
    expect(await session.next('command_response')).toMatchObject({ status: 'error', error_code: 'UNSUPPORTED' });
  });

  it('never send a bare list', async () => {
    const list: unknown = [1, 2];
    // The cast plays a handler without types.
    const { session } = await bench.connect({ command: () => Promise.resolve(list as Record<string, unknown>) });
    session.send({ type: 'command_request', request_id: 'c1', command: 'x' });
    expect(await session.next('command_response')).toMatchObject({
      status: 'error',
      result: null,
      error_code: 'INTERNAL',
    });
  });
});
