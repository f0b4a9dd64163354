import { once } from 'node:events';

import { WebSocket } from 'ws';

import { parseFrame } from './frame.mjs';
import { NODE_TOKEN } from './tokens.mjs';

/** Subprotocol of version 1 in JSON; a seed node offers none. */
const V1_JSON = 'openclaw.v1.json';

/**
 * Joins a hub as a node on a bare socket that answers every command at once with its own arguments.
 *
 * @param {{ url: string, nodeId: string, version: 'seed' | 'v1', nodeTypes?: readonly string[] }} options
 */
export const joinEchoNode = async ({ url, nodeId, version, nodeTypes = [] }) => {
  const socket = new WebSocket(url, version === 'v1' ? [V1_JSON] : [], {
    headers: { authorization: `Bearer ${NODE_TOKEN}` },
    perMessageDeflate: false,
  });
  await once(socket, 'open');
  const isRegistered = version === 'v1' ? registration(socket) : null;
  socket.on('message', (data) => {
    const { type, request_id, attempt, args } = parseFrame(data);
    if (type !== 'command_request') return;
    const timestamp = new Date().toISOString();
    const response = { type: 'command_response', request_id, status: 'success', result: args, attempt, timestamp };
    socket.send(JSON.stringify(response));
  });
  socket.send(JSON.stringify(registrationOf({ nodeId, version, nodeTypes })));
  await isRegistered;
  return socket;
};

const registration = (socket) =>
  new Promise((resolve) => {
    const look = (data) => {
      if (parseFrame(data).type !== 'registered') return;
      socket.off('message', look);
      resolve();
    };
    socket.on('message', look);
  });

/** What a node says first. */
const registrationOf = ({ nodeId, version, nodeTypes }) => ({
  type: 'node_registration',
  node_id: nodeId,
  capabilities: { workflow_execution: true, commands: ['echo'], node_types: nodeTypes },
  metadata: { user_id: '1' },
  timestamp: new Date().toISOString(),
  ...(version === 'v1' && {
    protocol: { version: 1, min_version: 1, encodings: [] },
    instance_id: `${nodeId}-process`,
    capacity: { max_concurrent: 4 },
  }),
});
