#!/usr/bin/env node
/**
 * A gateway written from the seed protocol document alone: WebSocket, JSON text frames, and nothing of this repository.
 *
 *   node test/interop/seed-gateway.mjs [--port 8765] [--auth-token T]
 *
 * Writes one JSON object per event to stdout. Each line on stdin that holds a JSON object is sent to the node that came
 * last, with a timestamp; `drop` cuts its connection; `raw <text>` sends text as it is.
 */
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

import { WebSocketServer } from 'ws';

const { values: options } = parseArgs({
  options: { port: { type: 'string', default: '8765' }, 'auth-token': { type: 'string' } },
});

const report = (event, fields = {}) => process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);

const isAllowed = ({ url, headers }) => {
  const wanted = options['auth-token'];
  const inAddress = new URL(url, 'ws://gateway').searchParams.get('token');
  return wanted === undefined || inAddress === wanted || headers.authorization === `Bearer ${wanted}`;
};

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(options.port),
  verifyClient: ({ req }) => isAllowed(req),
});

let node = null;

server.on('listening', () => report('listening', { url: `ws://127.0.0.1:${server.address().port}` }));
server.on('connection', (socket, request) => {
  node = socket;
  report('connected', { url: request.url, authorization: request.headers.authorization ? 'bearer' : 'none' });
  socket.on('message', (data, isBinary) => {
    if (isBinary) {
      report('unreadable', { bytes: data.length });
      return;
    }
    report('received', { message: JSON.parse(Buffer.from(data).toString()) });
  });
  socket.on('error', (error) => report('problem', { message: error.message }));
  socket.on('close', (code) => report('disconnected', { code }));
});

createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'drop') {
    node?.terminate();
  } else if (line.startsWith('raw ')) {
    node?.send(line.slice(4));
  } else if (line.trim() !== '') {
    node?.send(JSON.stringify({ ...JSON.parse(line), timestamp: new Date().toISOString() }));
  }
});

process.on('SIGTERM', () => process.exit(0));
