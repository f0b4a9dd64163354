import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';

import { describe, expect, it } from '@jest/globals';

import { readUpgradeRequest, writeRefusal } from './upgrade-request.js';

const requestFor = (url: string, authorization?: string): IncomingMessage => {
  const request = new IncomingMessage(new Socket());
  request.url = url;
  if (authorization !== undefined) request.headers.authorization = authorization;
  return request;
};

describe('readUpgradeRequest', () => {
  it('prefers the header and leaves no token in the URL', () => {
    const request = requestFor('/gateway/?token=from-url&x=1', 'Bearer from-header');
    expect(readUpgradeRequest(request)).toEqual({ path: '/gateway', token: 'from-header' });
    expect(request.url).toBe('/gateway/');
  });

  it('reads the token of the URL as the reference node sends it', () => {
    expect(readUpgradeRequest(requestFor('/?token=a%2Bb'))).toEqual({ path: '/', token: 'a+b' });
    expect(readUpgradeRequest(requestFor('/'))).toEqual({ path: '/', token: null });
  });

  it('survives URLs that are none', () => {
    expect(readUpgradeRequest(requestFor('//['))).toBeNull();
  });
});

describe('writeRefusal', () => {
  it('is a complete response with a problem document', () => {
    const text = writeRefusal({ status: 429, code: 'RATE_LIMITED', detail: 'slow down', retryAfterSeconds: 3 });
    const [head = '', body = ''] = text.split('\r\n\r\n');
    expect(head.split('\r\n')).toEqual([
      'HTTP/1.1 429 Too Many Requests',
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      'Retry-After: 3',
    ]);
    expect(JSON.parse(body)).toMatchObject({ status: 429, code: 'RATE_LIMITED', detail: 'slow down' });
  });
});
