#!/usr/bin/env node
/**
 * A node written from the seed protocol document alone: WebSocket, JSON text frames, and nothing of this repository.
 *
 *   node test/interop/seed-node.mjs --url ws://127.0.0.1:8080 --auth-token T [--node-id N] [--user-id 1]
 *       [--heartbeat-interval 30] [--reconnect-first 5] [--reconnect-max 60] [--reference]
 *
 * Writes one JSON object per event to stdout. `--reference` adds the habits of the reference node: the token in the
 * address, timestamps without a zone, nine listed commands, no updates, an empty top-level `job_id`, lists that fail its
 * own validation, a heartbeat task more after each reconnect, and results that are lost while it is away.
 */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';

import { WebSocket } from 'ws';

const { values: options } = parseArgs({
  options: {
    url: { type: 'string' },
    'auth-token': { type: 'string' },
    'node-id': { type: 'string', default: `node-${randomUUID()}` },
    'user-id': { type: 'string', default: '1' },
    'heartbeat-interval': { type: 'string', default: '30' },
    'reconnect-first': { type: 'string', default: '5' },
    'reconnect-max': { type: 'string', default: '60' },
    reference: { type: 'boolean', default: false },
  },
});
const isReference = options.reference;
const nodeId = options['node-id'];
const seconds = (name) => Number(options[name]) * 1000;

const COMMANDS = [
  'list_workflows',
  'get_workflow',
  'run_workflow',
  'list_jobs',
  'get_job',
  'get_job_logs',
  'list_assets',
  'list_nodes',
  'list_models',
];
const MORE_COMMANDS = ['validate_workflow', 'start_background_job', 'get_asset', 'search_nodes'];

let socket = null;
let delayMs = seconds('reconnect-first');

const report = (event, fields = {}) => process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);

const timestamp = () => {
  const now = new Date().toISOString();
  return isReference ? now.replace('Z', '538') : now;
};

/** Sends over the connection of the moment; without one the message is lost, as the document has no outbox. */
const send = (message) => {
  if (socket?.readyState !== WebSocket.OPEN) {
    report('lost', { type: message.type });
    return;
  }
  socket.send(JSON.stringify({ ...message, timestamp: timestamp() }));
};

const connect = () => {
  const address = new URL(options.url);
  const headers = {};
  if (options['auth-token'] && isReference) address.searchParams.set('token', options['auth-token']);
  else if (options['auth-token']) headers.authorization = `Bearer ${options['auth-token']}`;
  socket = new WebSocket(address, { headers, maxPayload: 1_048_576, perMessageDeflate: false });
  let beat = null;
  socket.on('open', () => {
    report('connected');
    register();
    const timer = setInterval(
      () => send({ type: 'heartbeat', node_id: nodeId, status: 'active' }),
      seconds('heartbeat-interval'),
    );
    if (!isReference) beat = timer;
  });
  socket.on('message', (data, isBinary) => receive(Buffer.from(data).toString(), isBinary));
  socket.on('error', (error) => report('problem', { message: error.message }));
  socket.on('close', (code, reason) => {
    clearInterval(beat);
    report('disconnected', { code, reason: reason.toString(), retry_in_ms: delayMs });
    setTimeout(connect, delayMs);
    delayMs = Math.min(delayMs * 2, seconds('reconnect-max'));
  });
};

const register = () =>
  send({
    type: 'node_registration',
    node_id: nodeId,
    capabilities: { workflow_execution: true, commands: isReference ? COMMANDS : [...COMMANDS, ...MORE_COMMANDS] },
    metadata: { user_id: options['user-id'] },
  });

const receive = (text, isBinary) => {
  let message;
  try {
    if (isBinary) throw new Error('a binary frame');
    message = JSON.parse(text);
  } catch (error) {
    send({ type: 'error', error: `Invalid message: ${error.message}`, details: null });
    return;
  }
  report('received', { message });
  const work = { workflow_request: runWorkflow, command_request: runCommand }[message?.type];
  if (work) void work(message);
};

const runWorkflow = async ({ request_id, params }) => {
  send({ type: 'ack', request_id, message: 'Workflow execution started' });
  const jobId = isReference ? null : randomUUID();
  if (!isReference) {
    const update = (data) =>
      send({ type: 'workflow_update', request_id, job_id: jobId, update_type: 'node_update', data });
    update({ node_id: 'echo', status: 'running' });
    update({ node_id: 'echo', status: 'completed' });
  }
  await new Promise((resolve) => setTimeout(resolve, params?.delay_ms ?? 0));
  const answer = { type: 'workflow_response', request_id, ...(isReference ? { job_id: null } : {}) };
  if (params?.fail) {
    send({ ...answer, status: 'failed', result: null, error: String(params.fail) });
  } else if (isReference) {
    send({ ...answer, status: 'completed', result: { ...params }, error: null });
  } else {
    send({ ...answer, status: 'completed', result: { job_id: jobId, outputs: { ...params } }, error: null });
  }
};

const runCommand = async ({ request_id, command, args }) => {
  send({ type: 'ack', request_id, message: `Executing command: ${command}` });
  await new Promise((resolve) => setTimeout(resolve, args?.delay_ms ?? 0));
  const respond = (status, result, error) => send({ type: 'command_response', request_id, status, result, error });
  if (command === 'list_nodes' && isReference) {
    respond('error', null, '1 validation error for CommandResponse\nresult\n  Input should be a valid dictionary');
  } else if (command === 'get_job') {
    respond('error', null, `Job ${args?.job_id} not found`);
  } else if ([...COMMANDS, ...MORE_COMMANDS].includes(command)) {
    respond('success', { command, args: args ?? {} }, null);
  } else {
    respond('error', null, `Unknown command: ${command}`);
  }
};

process.on('SIGTERM', () => process.exit(0));
connect();
