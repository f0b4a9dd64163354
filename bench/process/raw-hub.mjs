/** The smallest hub that can be written on `ws`: it takes nodes in and carries commands, without checks, deadlines or states. */
import { once } from 'node:events';

import { WebSocketServer } from 'ws';

import { openCallerPort } from '../support/caller-port.mjs';
import { parseFrame } from '../support/frame.mjs';
import { serveParent } from '../support/parent.mjs';

const nodes = new Map();
const pending = new Map();
let lastRequest = 0;

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('connection', (socket) => {
  socket.on('message', (data) => {
    const message = parseFrame(data);
    if (message.type === 'node_registration') {
      nodes.set(message.node_id, socket);
      socket.send(JSON.stringify({ type: 'registered', node_id: message.node_id }));
    } else if (message.type === 'command_response') {
      pending.get(message.request_id)?.(message.result);
      pending.delete(message.request_id);
    } else if (message.type === 'heartbeat') {
      socket.send(JSON.stringify({ type: 'heartbeat_ack', timestamp: new Date().toISOString() }));
    }
  });
});
await once(server, 'listening');

const callers = await openCallerPort(
  (nodeId, command, args) =>
    new Promise((resolve) => {
      lastRequest += 1;
      const requestId = lastRequest.toString(16).padStart(32, '0');
      pending.set(requestId, resolve);
      const timestamp = new Date().toISOString();
      nodes
        .get(nodeId)
        .send(JSON.stringify({ type: 'command_request', request_id: requestId, command, args, timestamp }));
    }),
);

serveParent(
  { nodeUrl: `ws://127.0.0.1:${server.address().port}`, callerUrl: callers.url },
  {
    close: () => {
      callers.close();
      server.close();
    },
  },
);
