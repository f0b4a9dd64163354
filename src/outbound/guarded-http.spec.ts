import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { Resolve } from './guarded-connect.js';
import { GuardedHttp } from './guarded-http.js';
import type { OutboundRules } from './outbound-rules.js';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

describe('GuardedHttp', () => {
  let server: Server;
  let port = 0;
  let handle: Handler;
  let asked: IncomingMessage[];
  const clients: GuardedHttp[] = [];

  const client = (rules: Partial<OutboundRules> = {}, resolve?: Resolve): GuardedHttp => {
    const made = new GuardedHttp({ mode: 'public', allow: [`127.0.0.1:${port}`], ...rules }, resolve);
    clients.push(made);
    return made;
  };
  const local = (path = '/'): string => `http://127.0.0.1:${port}${path}`;

  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      asked.push(request);
      handle(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo); // listens on TCP
    handle = (_request, response) => void response.end('hello');
  });

  afterEach(async () => {
    await Promise.all(clients.splice(0).map((made) => made.close()));
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  it('asks what the rules allow, and gives the platform’s answer', async () => {
    handle = (_request, response) => {
      response.writeHead(201, { 'content-type': 'text/plain', 'set-cookie': ['a=1', 'b=2'] }).end('made');
    };
    const answer = await client().fetch(local('/x?y=1'), { method: 'post', body: new URLSearchParams({ a: 'b' }) });
    expect(answer).toBeInstanceOf(Response);
    expect([answer.status, answer.url, answer.redirected]).toEqual([201, local('/x?y=1'), false]);
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await answer.text()).toBe('made');
    expect(asked[0]?.headers['content-type']).toContain('application/x-www-form-urlencoded');
  });

  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://0x7f.0.0.1/',
    'http://0/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[2002:7f00:1::]/',
    'http://[fd00:ec2::254]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://2852039166/',
    'http://10.0.0.1/',
    'http://192.168.1.1:8080/',
    'http://100.64.0.1/',
    'http://172.16.0.1/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://127。0。0。1/',
    'http://①②⑦.0.0.1/',
    'https://127.0.0.1/',
  ])('refuses %s, and names the setting', async (url) => {
    await expect(client().fetch(url)).rejects.toThrow('OUTBOUND_ALLOW');
  });

  it.each(['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', 'fd00::1', '::ffff:192.168.0.1'])(
    'refuses a name that leads to %s',
    async (address) => {
      const resolve: Resolve = () => Promise.resolve([{ address, family: address.includes(':') ? 6 : 4 }]);
      await expect(client({}, resolve).fetch('http://innocent.example/')).rejects.toThrow(
        `innocent.example (${address}) port 80`,
      );
    },
  );

  it('connects to the address that was checked, and looks a name up once', async () => {
    let lookups = 0;
    const resolve: Resolve = () => {
      lookups += 1;
      // A name server that changes its mind after the check.
      return Promise.resolve([{ address: lookups === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }]);
    };
    const answer = await client({}, resolve).fetch(`http://rebinding.example:${port}/`);
    expect(await answer.text()).toBe('hello');
    expect(lookups).toBe(1);
  });

  it('leaves out of several addresses those that are refused', async () => {
    const resolve: Resolve = () =>
      Promise.resolve([
        { address: '10.0.0.1', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]);
    const answer = await client({}, resolve).fetch(`http://mixed.example:${port}/`);
    expect(answer.status).toBe(200);
    await answer.text();
  });

  it('reaches a name that the rules list wherever it leads, and nothing else in mode listed', async () => {
    const resolve: Resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    const listed = client({ mode: 'listed', allow: [`*.lan:${port}`] }, resolve);
    expect(await (await listed.fetch(`http://box.lan:${port}/`)).text()).toBe('hello');
    await expect(listed.fetch('http://1.1.1.1/')).rejects.toThrow('OUTBOUND_ALLOW');
  });

  it.each(['file:///etc/passwd', 'ftp://a/', 'data:text/plain,x', 'nonsense', 'javascript:alert(1)'])(
    'asks nothing of %s',
    async (url) => {
      await expect(client().fetch(url)).rejects.toMatchObject({ kind: 'invalid' });
    },
  );

  it('checks each redirect', async () => {
    handle = (_request, response) => void response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    await expect(client().fetch(local())).rejects.toThrow(/^http:\/\/169\.254\.169\.254\/: the outbound guard refused/);
    handle = (_request, response) => void response.writeHead(302, { location: 'file:///etc/passwd' }).end();
    await expect(client().fetch(local())).rejects.toMatchObject({ kind: 'invalid' });
  });

  it('follows redirects as a browser does, up to the limit', async () => {
    handle = ({ url, method }, response) => {
      if (url === '/end') response.end(`${method}`);
      else response.writeHead(url === '/keep' ? 307 : 302, { location: '/end' }).end();
    };
    const moved = await client().fetch(local('/start'), { method: 'POST', body: 'x' });
    expect([await moved.text(), moved.url, moved.redirected]).toEqual(['GET', local('/end'), true]);
    expect(asked.at(-1)?.headers['content-type']).toBeUndefined();
    expect(await (await client().fetch(local('/keep'), { method: 'POST', body: 'x' })).text()).toBe('POST');
    handle = (_request, response) => void response.writeHead(302, { location: '/again' }).end();
    await expect(client().fetch(local())).rejects.toThrow('redirects more than 10 times');
    expect((await client().fetch(local(), { maxRedirects: 0 })).status).toBe(302);
  });

  it('takes credentials along only to the same origin', async () => {
    const headers = { Authorization: 'Bearer x', 'X-Api-Key': 'y', Cookie: 'z', 'x-note': 'n' };
    handle = ({ url, headers: { host } }, response) => {
      if (url === '/end') response.end();
      else
        response.writeHead(302, { location: host?.startsWith('a.') ? `http://b.example:${port}/end` : '/end' }).end();
    };
    const resolve: Resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    await (await client({}, resolve).fetch(local('/same'), { headers })).text();
    expect(asked.at(-1)?.headers).toMatchObject({ authorization: 'Bearer x', 'x-api-key': 'y', cookie: 'z' });
    await (await client({}, resolve).fetch(`http://a.example:${port}/`, { headers })).text();
    const { authorization, cookie, 'x-api-key': key, 'x-note': note } = asked.at(-1)?.headers ?? {};
    expect([authorization, cookie, key, note]).toEqual([undefined, undefined, undefined, 'n']);
  });

  it('sends a user and a password of an address as a header, and shows neither in an error', async () => {
    await (await client().fetch(local().replace('//', '//ann:pa%20ss@'))).text();
    expect(asked[0]?.headers.authorization).toBe(`Basic ${Buffer.from('ann:pa ss').toString('base64')}`);
    const refused = client().fetch('http://ann:hunter2@10.0.0.1/x?token=hunter2#hunter2');
    await expect(refused).rejects.toThrow(expect.objectContaining({ message: expect.not.stringContaining('hunter2') }));
  });

  it('decodes an answer, and stops one that grows too large while it is decoded', async () => {
    handle = (_request, response) =>
      void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('plain'));
    const answer = await client().fetch(local());
    expect([await answer.text(), answer.headers.get('content-encoding')]).toEqual(['plain', null]);
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    handle = (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    const large = await client().fetch(local(), { maxBytes: 1_000_000 });
    await expect(large.arrayBuffer()).rejects.toMatchObject({ kind: 'too_large' });
  });

  it('stops a body without an end at its limit, and one that never comes at its time', async () => {
    handle = (_request, response) => {
      const write = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
        if (!response.destroyed) response.once('drain', write);
      };
      write();
    };
    const endless = await client().fetch(local(), { maxBytes: 1_000_000 });
    await expect(endless.arrayBuffer()).rejects.toMatchObject({ kind: 'too_large' });
    handle = (_request, response) => void response.write('first words');
    const slow = await client().fetch(local(), { timeoutMs: 50 });
    await expect(slow.text()).rejects.toMatchObject({ kind: 'timeout' });
    handle = () => undefined;
    await expect(client().fetch(local(), { timeoutMs: 50 })).rejects.toMatchObject({ kind: 'timeout' });
  });

  it('ends with the signal', async () => {
    handle = () => undefined;
    const control = new AbortController();
    const asking = client().fetch(local(), { signal: control.signal });
    await once(server, 'request');
    control.abort();
    await expect(asking).rejects.toMatchObject({ kind: 'cancelled' });
    await expect(client().fetch(local(), { signal: control.signal })).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('says what can not be reached', async () => {
    const resolve: Resolve = () => Promise.reject(new Error('ENOTFOUND'));
    await expect(client({}, resolve).fetch('http://nowhere.example/a?b')).rejects.toThrow(
      'http://nowhere.example/a: no address was found for the name nowhere.example',
    );
  });
});
