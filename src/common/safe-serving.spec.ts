import { describe, expect, it } from '@jest/globals';

import { contentDisposition } from './content-disposition.js';
import { servingHeaders } from './safe-serving.js';

describe('Bytes of strangers', () => {
  it.each(['image/png', 'image/webp', 'audio/mpeg', 'video/mp4', 'text/plain', 'application/pdf'])(
    'are shown when they are %s',
    (contentType) => {
      const headers = servingHeaders(contentType, 'a');
      expect(headers['content-disposition']).toMatch(/^inline/);
      expect(headers['x-content-type-options']).toBe('nosniff');
    },
  );

  it.each([
    'text/html',
    'image/svg+xml',
    'application/xml',
    'application/xhtml+xml',
    'text/javascript',
    'application/json',
  ])('are saved and locked up when they are %s', (contentType) => {
    const headers = servingHeaders(contentType, 'a');
    expect(headers['content-disposition']).toMatch(/^attachment/);
    expect(headers['content-security-policy']).toBe("sandbox; default-src 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
  });
});

describe('contentDisposition', () => {
  it.each([
    ['a.png', `inline; filename="a.png"; filename*=UTF-8''a.png`],
    ['grün (1).png', `inline; filename="gr_n (1).png"; filename*=UTF-8''gr%C3%BCn%20%281%29.png`],
    ['a"; x="b', `inline; filename="a_; x=_b"; filename*=UTF-8''a%22%3B%20x%3D%22b`],
    ['a\r\nset-cookie: b', `inline; filename="a__set-cookie: b"; filename*=UTF-8''a%0D%0Aset-cookie%3A%20b`],
    ['\ud800', `inline; filename="_"; filename*=UTF-8''%EF%BF%BD`],
  ])('writes the name %j', (name, expected) => {
    expect(contentDisposition('inline', name)).toBe(expected);
  });
});
