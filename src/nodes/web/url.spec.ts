import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { joinUrl, splitUrl } from './url.js';

describe('joinUrl', () => {
  // The base and the examples of RFC 3986, section 5.4.
  it.each([
    ['g:h', 'g:h'],
    ['g', 'http://a/b/c/g'],
    ['./g', 'http://a/b/c/g'],
    ['g/', 'http://a/b/c/g/'],
    ['/g', 'http://a/g'],
    ['//g', 'http://g'],
    ['?y', 'http://a/b/c/d;p?y'],
    ['g?y', 'http://a/b/c/g?y'],
    ['#s', 'http://a/b/c/d;p?q#s'],
    ['', 'http://a/b/c/d;p?q'],
    ['.', 'http://a/b/c/'],
    ['..', 'http://a/b/'],
    ['../..', 'http://a/'],
    ['../../../g', 'http://a/g'],
    ['/./g', 'http://a/g'],
    ['g;x=1/../y', 'http://a/b/c/y'],
  ])('resolves %j', (reference, expected) => {
    expect(joinUrl('http://a/b/c/d;p?q', reference)).toBe(expected);
  });

  it('leaves a reference alone without a base, or with one that has no levels', () => {
    expect(joinUrl('', 'a/../b')).toBe('a/../b');
    expect(joinUrl('mailto:x@y.org', 'a')).toBe('a');
    expect(joinUrl('https://b.c', 'i.png')).toBe('https://b.c/i.png');
  });

  it('agrees with the URLs of browsers where these change nothing else', () => {
    const segment = fc.constantFrom('a', 'bc', 'x.y', '.', '..');
    const path = fc.array(segment, { maxLength: 5 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(path, path, (base, reference) => {
        fc.pre(reference !== '' && !`/${base}/${reference}`.includes('//'));
        const from = new URL(base, 'http://h/').href;
        expect(joinUrl(from, reference)).toBe(new URL(reference, from).href);
      }),
    );
  });
});

it('cuts a URL as it is written', () => {
  expect(splitUrl('HTTPS://u@E.com:1/a?q#f')).toEqual({
    scheme: 'https',
    authority: 'u@E.com:1',
    path: '/a',
    query: 'q',
    fragment: 'f',
  });
});
