import { once } from 'node:events';

import { WebSocketServer } from 'ws';

import { parseFrame } from './frame.mjs';

/**
 * Opens a bare socket server for callers: `{id, node_id, command, args}` in, `{id, result}` or `{id, error}` out. Every hub
 * of the benchmark has the same one, so that what differs is the way to the node and back.
 *
 * @param {(nodeId: string, command: string, args: object) => Promise<object>} call
 */
export const openCallerPort = async (call) => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      const { id, node_id: nodeId, command, args } = parseFrame(data);
      call(nodeId, command, args).then(
        (result) => socket.send(JSON.stringify({ id, result })),
        (error) => socket.send(JSON.stringify({ id, error: String(error) })),
      );
    });
  });
  await once(server, 'listening');
  return { url: `ws://127.0.0.1:${server.address().port}`, close: () => server.close() };
};
