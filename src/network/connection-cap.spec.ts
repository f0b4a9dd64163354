import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

import { expect, it } from '@jest/globals';

import { ConnectionCap } from './connection-cap.js';

it('holds so many connections of an address, closes those beyond, and makes room again', async () => {
  const server = createServer();
  new ConnectionCap(2, (address) => address === '127.0.0.2').watch(server);
  server.on('connection', (socket) => !socket.destroyed && socket.write('in'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  const sockets: Socket[] = [];
  const dial = async (localAddress: string) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress }).on('error', () => undefined);
    sockets.push(socket);
    const isIn = await Promise.race([once(socket, 'data').then(() => true), once(socket, 'close').then(() => false)]);
    return { socket, isIn };
  };
  const first = await dial('127.0.0.1');
  expect([first.isIn, (await dial('127.0.0.1')).isIn, (await dial('127.0.0.1')).isIn]).toEqual([true, true, false]);
  expect([(await dial('127.0.0.2')).isIn, (await dial('127.0.0.2')).isIn, (await dial('127.0.0.2')).isIn]).toEqual([
    true,
    true,
    true,
  ]);
  first.socket.destroy();
  let again = await dial('127.0.0.1');
  // The server learns of the end a moment later.
  while (!again.isIn) again = await dial('127.0.0.1');
  for (const socket of sockets) socket.destroy();
  server.close();
});
