/**
 * Many nodes in one process, which do nothing but join, stay, and come back: light ones that speak JSON over `ws`, with or
 * without jitter, or real clients. Tells its parent how many are registered whenever that has changed.
 */
import { randomUUID } from 'node:crypto';

import { WebSocket } from 'ws';

import { GatewayClient } from '../../dist/client.js';

const { url, token, prefix, count, kind } = JSON.parse(process.env.FLEET);
const REPORT_MS = 25;
const BEAT_MS = 5000;
const CAP_MS = 30_000;

let readyCount = 0;
let lastReadyAt = Date.now();
let reported = -1;
/** Delays after which clients wanted to come back: their plan, whatever the machine makes of it. */
const delaysMs = [];

const joined = () => {
  readyCount += 1;
  lastReadyAt = Date.now();
};

const left = () => {
  readyCount -= 1;
};

class LightNode {
  tries = 0;
  window = 500;
  isReady = false;
  instanceId = randomUUID();

  constructor(nodeId) {
    this.nodeId = nodeId;
  }

  dial() {
    this.socket = new WebSocket(url, ['openclaw.v1.json'], { headers: { authorization: `Bearer ${token}` } });
    this.socket.on('open', () => this.register());
    this.socket.on('message', (data) => this.take(JSON.parse(Buffer.from(data).toString())));
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => this.lost());
  }

  register() {
    this.send({
      type: 'node_registration',
      node_id: this.nodeId,
      capabilities: { workflow_execution: true, commands: [] },
      metadata: { user_id: '1' },
      protocol: { version: 1, min_version: 1, encodings: [] },
      instance_id: this.instanceId,
      inflight: [],
    });
  }

  take(message) {
    if (message.type !== 'registered') return;
    this.window = message.reconnect.first_window_ms;
    this.tries = 0;
    this.isReady = true;
    joined();
  }

  lost() {
    if (this.isReady) left();
    this.isReady = false;
    const window = Math.min(CAP_MS, this.window * 2 ** this.tries);
    this.tries += 1;
    setTimeout(() => this.dial(), kind === 'unjittered' ? 500 : Math.random() * window);
  }

  beat() {
    if (this.isReady) this.send({ type: 'heartbeat', node_id: this.nodeId, status: 'active' });
  }

  send(message) {
    this.socket.send(JSON.stringify({ ...message, timestamp: new Date().toISOString() }));
  }
}

const startClient = (nodeId) => {
  const client = new GatewayClient({ url, nodeId, authToken: token, handlers: {} });
  let isReady = false;
  // A slow hub is served as one of the seed first, and again when it has named its terms.
  client.on('registered', () => {
    if (!isReady) joined();
    isReady = true;
  });
  client.on('lost', ({ retryInMs }) => {
    delaysMs.push(retryInMs);
    if (isReady) left();
    isReady = false;
  });
  void client.run();
};

const startLight = () => {
  const nodes = Array.from({ length: count }, (_none, index) => new LightNode(`${prefix}-${index}`));
  // At the beginning a few at a time: only the return is measured.
  nodes.forEach((node, index) => setTimeout(() => node.dial(), index * 2));
  setInterval(() => {
    for (const node of nodes) node.beat();
  }, BEAT_MS);
};

if (kind === 'clients') for (let index = 0; index < count; index += 1) startClient(`${prefix}-${index}`);
else startLight();

setInterval(() => {
  if (readyCount === reported) return;
  reported = readyCount;
  process.send({ readyCount, lastReadyAt, delaysMs: delaysMs.splice(0) });
}, REPORT_MS);
process.on('disconnect', () => process.exit(0));
