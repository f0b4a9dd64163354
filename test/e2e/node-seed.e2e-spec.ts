import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { PeerProcess } from '../interop/peer-process.js';
import { burnGraph, failingGraph, sumGraph } from '../support/graphs.js';
import type { TestServer } from '../support/server.js';
import { startServer } from '../support/server.js';

describe('a node process on a plain gateway of the seed', () => {
  let gateway: PeerProcess;
  let node: TestServer;
  let folder: string;
  let registration: Readonly<Record<string, unknown>>;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nodetool-seed-'));
    gateway = PeerProcess.start('seed-gateway.mjs', ['--port', '0', '--auth-token', 'secret']);
    const { url } = await gateway.event('listening');
    node = await startServer({
      role: 'node',
      dataDir: folder,
      env: {
        GATEWAY_URL: String(url),
        GATEWAY_AUTH_TOKEN: 'secret',
        GATEWAY_NODE_ID: 'seed-node',
        GATEWAY_USER_ID: '7',
        GATEWAY_HEARTBEAT_INTERVAL: '1',
      },
    });
    registration = await gateway.message('node_registration');
  });

  afterEach(async () => {
    await node.stop('SIGKILL');
    await gateway.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('registers with its commands and keeps beating while a job computes', async () => {
    const { capabilities, metadata } = registration;
    expect(metadata).toEqual({ user_id: '7' });
    expect(capabilities).toMatchObject({
      workflow_execution: true,
      commands: expect.arrayContaining(['run_workflow']),
    });
    gateway.tell({ type: 'workflow_request', request_id: 'req-burn', graph: burnGraph });
    await gateway.next(({ message }) => message?.['update_type'] === 'node_update');
    for (let beats = 0; beats < 3; beats++) await gateway.message('heartbeat');
  });

  it('runs a workflow with updates and answers in the seed’s form', async () => {
    gateway.tell({ type: 'workflow_request', request_id: 'req-1', graph: sumGraph, params: { b: 8 }, user_id: '1' });
    expect(await gateway.message('ack')).toMatchObject({ request_id: 'req-1' });
    const update = await gateway.next(({ message }) => message?.['update_type'] === 'output_update');
    expect(update.message).toMatchObject({
      type: 'workflow_update',
      request_id: 'req-1',
      job_id: expect.any(String),
      data: { output_name: 'sum', value: 10 },
    });
    const answer = await gateway.message('workflow_response');
    expect(answer).toMatchObject({
      request_id: 'req-1',
      status: 'completed',
      error: null,
      result: { job_id: update.message?.['job_id'], outputs: { sum: [10] }, result: { sum: 10 } },
    });
  });

  it('answers failed with the reason for a workflow that fails, is invalid, or is unknown', async () => {
    const requests = [
      { graph: failingGraph, expected: 'div' },
      { graph: { nodes: [{ id: 'x', type: 'no.such.Type' }], edges: [] }, expected: 'no.such.Type' },
      { workflow_id: 'nope', expected: 'Workflow nope not found' },
    ];
    for (const [index, { expected, ...request }] of requests.entries()) {
      gateway.tell({ type: 'workflow_request', request_id: `req-${index}`, ...request });
      const answer = await gateway.message('workflow_response');
      expect(answer).toMatchObject({
        request_id: `req-${index}`,
        status: 'failed',
        error: expect.stringContaining(expected),
      });
    }
  });

  it('runs a request once, however often it is asked', async () => {
    const request = { type: 'workflow_request', request_id: 'req-1', graph: sumGraph };
    gateway.tell(request);
    const first = await gateway.message('workflow_response');
    gateway.tell(request);
    const second = await gateway.message('workflow_response');
    expect(second['result']).toEqual(first['result']);
    gateway.tell({ type: 'command_request', request_id: 'jobs', command: 'list_jobs', args: {} });
    const { result } = await gateway.message('command_response');
    expect((result as { jobs: readonly unknown[] }).jobs).toHaveLength(1);
  });

  it('executes commands as its own user unless the arguments name another', async () => {
    const graph = sumGraph;
    gateway.tell({
      type: 'command_request',
      request_id: 'a',
      command: 'create_workflow',
      args: { name: 'Mine', graph },
    });
    expect(await gateway.message('command_response')).toMatchObject({ status: 'success', error: null });
    gateway.tell({ type: 'command_request', request_id: 'b', command: 'list_workflows', args: { user_id: '7' } });
    const { result } = await gateway.message('command_response');
    expect(result).toMatchObject({ total: 1, workflows: [expect.objectContaining({ name: 'Mine' })] });
    gateway.tell({ type: 'command_request', request_id: 'c', command: 'list_jobs', args: { limit: 0, colour: 'red' } });
    expect(await gateway.message('command_response')).toMatchObject({
      status: 'error',
      result: null,
      error: expect.stringMatching(/colour.*limit must be a whole number from 1 to 1000/),
    });
  });
});
