import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { GatewayClientOptions } from '../../src/client.js';
import { GatewayClient, ProtocolError } from '../../src/client.js';
import { PeerProcess } from './peer-process.js';

const ISO_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('our node on a plain gateway of the seed', () => {
  let gateway: PeerProcess;
  let client: GatewayClient;

  const handlers: GatewayClientOptions['handlers'] = {
    workflow: async ({ params }, job) => {
      job.accept();
      job.update('node_update', { node_id: 'a', status: 'running' }, 'j1');
      job.update('node_update', { node_id: 'a', status: 'completed' }, 'j1');
      if (params?.['fail'] === true) {
        throw new ProtocolError('INVALID_ARGUMENT', 'the graph has no nodes');
      }
      return Promise.resolve({ status: 'completed', result: { job_id: 'j1', outputs: params ?? {} }, jobId: 'j1' });
    },
    command: ({ command, args }) =>
      command === 'list_workflows'
        ? Promise.resolve({ workflows: [], args })
        : Promise.reject(new ProtocolError('UNKNOWN_COMMAND', `Unknown command: ${command}`)),
  };

  beforeEach(async () => {
    gateway = PeerProcess.start('seed-gateway.mjs', ['--port', '0', '--auth-token', 'secret']);
    const { url } = await gateway.event('listening');
    client = new GatewayClient({
      url: String(url),
      nodeId: 'node-abc123',
      authToken: 'secret',
      userId: '1',
      heartbeatIntervalMs: 200,
      capabilities: () => ({ workflow_execution: true, commands: ['list_workflows'] }),
      reconnect: { baseMs: 20, capMs: 100 },
      handlers,
    });
    client.run().catch(() => undefined);
    await gateway.event('connected');
  });

  afterEach(async () => {
    await client.close();
    await gateway.stop();
  });

  it('registers and sends heartbeats', async () => {
    expect(await gateway.message('node_registration')).toMatchObject({
      node_id: 'node-abc123',
      capabilities: { workflow_execution: true, commands: ['list_workflows'] },
      metadata: { user_id: '1' },
      timestamp: expect.stringMatching(ISO_UTC),
    });
    for (let beats = 0; beats < 3; beats++) {
      expect(await gateway.message('heartbeat')).toEqual({
        type: 'heartbeat',
        node_id: 'node-abc123',
        status: 'active',
        timestamp: expect.stringMatching(ISO_UTC),
      });
    }
    expect(gateway.events.filter(({ event }) => event === 'unreadable')).toEqual([]);
  });

  it('executes commands and reports unknown ones', async () => {
    gateway.tell({ type: 'command_request', request_id: 'req-789', command: 'list_workflows', args: { limit: 10 } });
    expect(await gateway.message('ack')).toMatchObject({
      request_id: 'req-789',
      message: 'Executing command: list_workflows',
    });
    expect(await gateway.message('command_response')).toMatchObject({
      request_id: 'req-789',
      status: 'success',
      result: { workflows: [], args: { limit: 10 } },
      error: null,
    });
    gateway.tell({ type: 'command_request', request_id: 'req-790', command: 'dance', args: {} });
    expect(await gateway.message('command_response')).toMatchObject({
      request_id: 'req-790',
      status: 'error',
      result: null,
      error: 'Unknown command: dance',
    });
  });

  it('runs workflows with updates, and reports a failing one', async () => {
    const request = { type: 'workflow_request', workflow_id: 'wf-abc', user_id: '1' };
    gateway.tell({ ...request, request_id: 'req-123', params: { input: 'value' } });
    expect(await gateway.message('ack')).toMatchObject({
      request_id: 'req-123',
      message: 'Workflow execution started',
    });
    expect(await gateway.message('workflow_update')).toMatchObject({
      request_id: 'req-123',
      job_id: 'j1',
      update_type: 'node_update',
      data: { node_id: 'a', status: 'running' },
    });
    expect(await gateway.message('workflow_update')).toMatchObject({ data: { status: 'completed' } });
    expect(await gateway.message('workflow_response')).toMatchObject({
      request_id: 'req-123',
      status: 'completed',
      result: { job_id: 'j1', outputs: { input: 'value' } },
      error: null,
    });
    gateway.tell({ ...request, request_id: 'req-124', params: { fail: true } });
    expect(await gateway.message('workflow_response')).toMatchObject({
      request_id: 'req-124',
      status: 'failed',
      error: 'the graph has no nodes',
    });
  });

  it('answers what it can not read with an error and leaves unknown types alone', async () => {
    gateway.tell('raw this is not JSON');
    expect(await gateway.message('error')).toMatchObject({ error: expect.any(String), details: {} });
    gateway.tell({ type: 'weather_report', sun: true });
    gateway.tell({ type: 'command_request', request_id: 'req-1', command: 'list_workflows', args: {} });
    expect(await gateway.message('command_response')).toMatchObject({ status: 'success' });
    expect(client.status().reconnects).toBe(0);
  });

  it('comes back when the connection is cut', async () => {
    await gateway.message('heartbeat');
    gateway.tell('drop');
    await gateway.event('connected');
    expect(await gateway.message('node_registration')).toMatchObject({ node_id: 'node-abc123' });
    await gateway.message('heartbeat');
    gateway.tell({ type: 'command_request', request_id: 'req-2', command: 'list_workflows', args: {} });
    expect(await gateway.message('command_response')).toMatchObject({ request_id: 'req-2', status: 'success' });
  });

  it('ends with an error when the gateway does not take its token', async () => {
    const stranger = new GatewayClient({ url: client.status().url, authToken: 'wrong' });
    await expect(stranger.run()).rejects.toMatchObject({ name: 'GatewayLinkError', httpStatus: 401 });
  });
});
