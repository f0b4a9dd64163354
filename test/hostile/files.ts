import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

import type { Mark } from './attacks.js';
import type { Attempt } from './requests.js';

/** Contents that are more than they look like, and names that lead elsewhere. */
export const fileAttempts = (door: 'assets' | 'blobs', mark: Mark): readonly Attempt[] =>
  CONTENTS.flatMap(([name, type, content]) =>
    door === 'blobs' ? blobs(name, type, content) : assets(name, type, content, mark),
  );

const zeros = gzipSync(Buffer.alloc(50_000_000));

/** A picture of 60,000 times 60,000 pixels in a few bytes. */
const hugePng = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
  Buffer.from([0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60, 8, 6, 0, 0, 0, 0, 0, 0, 0]),
  Buffer.from('0000000049454e44ae426082', 'hex'),
]);

const svg = (inner: string): Buffer => Buffer.from(`<?xml version="1.0"?>${inner}`);
const LAUGHS = `<!DOCTYPE a [<!ENTITY a "ha">${Array.from({ length: 12 }, (_, index) => `<!ENTITY ${'b'.repeat(index + 1)} "${`&${index === 0 ? 'a' : 'b'.repeat(index)};`.repeat(10)}">`).join('')}]>`;

const CONTENTS: readonly (readonly [name: string, type: string, content: Buffer])[] = [
  ['a packed bomb', 'application/gzip', zeros],
  ['a huge picture', 'image/png', hugePng],
  [
    'a picture that laughs',
    'image/svg+xml',
    svg(`${LAUGHS}<svg xmlns="http://www.w3.org/2000/svg"><text>&bbbb;</text></svg>`),
  ],
  [
    'a picture that reads',
    'image/svg+xml',
    svg(
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/><text>&x;</text></svg>',
    ),
  ],
  ['a page with a script', 'text/html', Buffer.from('<script>alert(1)</script>')],
  ['no picture', 'image/jpeg', Buffer.from('ffd8ffe000104a46494600', 'hex')],
  ['no sound', 'audio/mpeg', Buffer.from(`ID3\u0003${'\u00ff'.repeat(400)}`, 'latin1')],
  ['no film', 'video/mp4', Buffer.from('00000018667479706d703432ffffffff6d6f6f76', 'hex')],
  ['no archive', 'application/zip', Buffer.from('504b0304ffffffffffffffffffffffff', 'hex')],
  ['nothing', 'application/octet-stream', Buffer.alloc(0)],
  ['a type with a line end', 'text/plain; charset=utf-8; x="y', Buffer.from('x')],
  ['a long type', `text/${'x'.repeat(4000)}`, Buffer.from('x')],
];

const upload = (
  name: string,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer | string,
): Attempt => ({
  name,
  request: { method, path, headers, body },
  mustFail: false,
});

const blobs = (name: string, type: string, content: Buffer): readonly Attempt[] => {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const path = `/api/v1/blobs/${sha256}`;
  const put = (what: string, to: string, headers: Readonly<Record<string, string>> = {}): Attempt =>
    upload(`blob of ${name}: ${what}`, 'PUT', to, { 'content-type': type, ...headers }, content);
  return [
    put('kept', path),
    put('under another name', `/api/v1/blobs/${'0'.repeat(64)}`),
    put('under a name in capitals', path.toUpperCase().replace('/API/V1/BLOBS', '/api/v1/blobs')),
    put('under a longer name', `${path}/../${sha256}`),
    put('said to be packed', path, { 'content-encoding': 'gzip' }),
    put('for another user', `${path}?user_id=ann`),
    put('for no run', `${path}?request_id=${'x'.repeat(300)}`),
    ...RANGES.map((range) => upload(`blob of ${name}: range ${range}`, 'GET', path, { range }, '')),
  ];
};

const RANGES: readonly string[] = [
  'bytes=-99999999999999999999',
  'bytes=99999999999999999999-',
  'bytes=5-1',
  'bytes=0-0,1-1,2-2',
  'bytes=a-b',
  'bytes=--1',
  'lines=0-1',
];

const assets = (name: string, type: string, content: Buffer, mark: Mark): readonly Attempt[] => {
  const post = (what: string, query: string, headers: Readonly<Record<string, string>> = {}): Attempt =>
    upload(
      `asset of ${name}: ${what}`,
      'POST',
      `/api/v1/assets${query}`,
      { 'content-type': type, ...headers },
      content,
    );
  const form = (what: string, disposition: string): Attempt =>
    upload(
      `asset of ${name}: ${what}`,
      'POST',
      '/api/v1/assets',
      { 'content-type': 'multipart/form-data; boundary=x' },
      Buffer.concat([
        Buffer.from(`--x\r\nContent-Disposition: ${disposition}\r\n\r\n`),
        content,
        Buffer.from('\r\n--x--\r\n'),
      ]),
    );
  return [
    post('kept', '?name=a.bin'),
    post('with a name that leads out', `?name=..%2f..%2f..%2ftmp%2f${mark}`),
    post('with a name of NUL', '?name=a%00b'),
    post('with a wrong digest', '?name=a', { 'x-content-sha256': '0'.repeat(64) }),
    post('with a digest that is none', '?name=a', { 'x-content-sha256': '../x' }),
    post('in a folder of another user', '?name=a&parent_id=ann'),
    post('for another user', '?name=a&user_id=ann'),
    form('in a form that leads out', `form-data; name="file"; filename="../../../tmp/${mark}"`),
    form('in a form without a name', 'form-data'),
    form('in a form with a field of every object', 'form-data; name="__proto__"; filename="a"'),
    form('in a form with a long name', `form-data; name="file"; filename="${'x'.repeat(9000)}"`),
  ];
};
