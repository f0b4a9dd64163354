import { expect, it } from '@jest/globals';

import { localAddresses } from './addresses.js';

it.each([
  ['127.0.0.1', 'http://127.0.0.1:80', 'ws://127.0.0.1:80/gateway'],
  ['0.0.0.0', 'http://127.0.0.1:80', 'ws://127.0.0.1:80/gateway'],
  ['::', 'http://[::1]:80', 'ws://[::1]:80/gateway'],
  ['fd00::1', 'http://[fd00::1]:80', 'ws://[fd00::1]:80/gateway'],
])('makes URLs for a server that listens on %s', (address, httpUrl, gatewayUrl) => {
  expect(localAddresses({ address, port: 80 })).toEqual({ httpUrl, gatewayUrl });
});
