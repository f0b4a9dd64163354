import type { Attack } from './attacks.js';
import { textOf } from './attacks.js';
import type { Attempt } from './requests.js';

/** The handshake of a WebSocket, as bytes, with everything that can be wrong about it; none of it may get in. */
export const upgradeAttempts = (attacks: readonly Attack[]): readonly Attempt[] => [
  ...TRICKS.map(([name, change]) => attempt(name, change)),
  ...attacks.flatMap((attack) => {
    const { name, encoded } = attack;
    const text = encoded ?? encodeURI(Buffer.from(textOf(attack)).toString()).slice(0, 9000);
    const plain = textOf(attack)
      .replaceAll(/[^\x20-\x7e]/g, '?')
      .slice(0, 9000);
    return [
      attempt(`path ${name}`, { path: `/${text}` }),
      attempt(`token ${name} in the path`, { path: `/gateway?token=${text}` }),
      attempt(`token ${name}`, { headers: [`Authorization: Bearer ${plain}`] }),
      attempt(`key ${name}`, { key: plain }),
      attempt(`subprotocol ${name}`, { headers: [`Sec-WebSocket-Protocol: ${plain}`] }),
      attempt(`version ${name}`, { version: plain }),
    ];
  }),
];

interface Change {
  readonly path?: string;
  readonly headers?: readonly string[];
  readonly key?: string;
  readonly version?: string;
  readonly first?: string;
  readonly rest?: string;
}

const TRICKS: readonly (readonly [name: string, change: Change])[] = [
  ['no token', {}],
  ['the token of the operator', { headers: ['Authorization: Bearer operator-token-of-the-tests'] }],
  ['two tokens', { headers: ['Authorization: Bearer x', 'Authorization: Bearer node-token-of-the-tests'] }],
  ['a folded header', { headers: ['Authorization: Bearer x\r\n node-token-of-the-tests'] }],
  ['another path', { path: '/api/v1/runs?token=node-token-of-the-tests' }],
  ['a path below', { path: '/gateway/../api?token=node-token-of-the-tests' }],
  ['a path in full', { path: 'http://evil.example/elsewhere?token=node-token-of-the-tests' }],
  ['slashes', { path: `/${'/'.repeat(14_000)}x` }],
  ['a POST', { first: 'POST /gateway HTTP/1.1' }],
  ['HTTP/1.0', { first: 'GET /gateway HTTP/1.0' }],
  ['HTTP/2', { first: 'PRI * HTTP/2.0' }],
  ['h2c', { headers: ['HTTP2-Settings: AAAA', 'Upgrade: h2c'] }],
  ['a smuggled request', { headers: ['Content-Length: 5', 'Transfer-Encoding: chunked'], rest: '0\r\n\r\nGET /x' }],
  ['a body', { headers: ['Content-Length: 3'], rest: 'abc' }],
  ['frames before the answer', { rest: '\x81\x85\0\0\0\0hello' }],
  ['a header without a name', { headers: [': x'] }],
  ['a header with NUL', { headers: ['X: a\0b'] }],
  ['many headers', { headers: Array.from({ length: 900 }, (_, index) => `X${index}: 1`) }],
  ['a very long header', { headers: [`X: ${'x'.repeat(40_000)}`] }],
  ['many subprotocols', { headers: [`Sec-WebSocket-Protocol: ${'a,'.repeat(4000)}a`] }],
  ['extensions', { headers: ['Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99; x="'] }],
  ['another origin', { headers: ['Origin: http://evil.example'] }],
];

const attempt = (
  name: string,
  { path = '/gateway', headers = [], key = KEY, version = '13', first, rest = '' }: Change,
): Attempt => ({
  name: `upgrade: ${name}`,
  request: {
    method: 'RAW',
    path: '',
    headers: {},
    body: [
      first ?? `GET ${path} HTTP/1.1`,
      'Host: hub',
      'Connection: Upgrade',
      'Upgrade: websocket',
      `Sec-WebSocket-Key: ${key}`,
      `Sec-WebSocket-Version: ${version}`,
      ...headers,
      '',
      rest,
    ].join('\r\n'),
  },
  mustFail: true,
});

const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
