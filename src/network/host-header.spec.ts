import { describe, expect, it } from '@jest/globals';

import { isMeantForUs, isOwnOrigin } from './host-header.js';

describe('isMeantForUs', () => {
  it.each(['localhost', 'LOCALHOST:8080', 'api.localhost', '127.0.0.1:8080', '[::1]:8080', '192.168.1.5', undefined])(
    'takes %s over loopback',
    (host) => {
      expect(isMeantForUs({ host, isLocal: true }, [])).toBe(true);
    },
  );

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', 'hub.example:80', ''])(
    'refuses %s over loopback',
    (host) => {
      expect(isMeantForUs({ host, isLocal: true }, [])).toBe(false);
    },
  );

  it('takes any name from elsewhere, until names are listed', () => {
    expect(isMeantForUs({ host: 'hub.example', isLocal: false }, [])).toBe(true);
    expect(isMeantForUs({ host: 'hub.example', isLocal: false }, ['other.example'])).toBe(false);
    expect(isMeantForUs({ host: 'Other.Example.:443', isLocal: false }, ['other.example'])).toBe(true);
  });
});

describe('isOwnOrigin', () => {
  it.each([
    [undefined, 'hub.example', true],
    ['https://hub.example', 'hub.example', true],
    ['http://hub.example:8080', 'hub.example:8080', true],
    ['https://evil.example', 'hub.example', false],
    ['https://hub.example.evil.example', 'hub.example', false],
    ['null', 'hub.example', false],
  ])('judges origin %s at host %s: %s', (origin, host, isOwn) => {
    expect(isOwnOrigin(origin, host)).toBe(isOwn);
  });
});
