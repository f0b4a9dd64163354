import { describe, expect, it } from '@jest/globals';

import { formatUuid, nameUuid, NAMESPACES, parseUuid, randomUuid, timeUuid, variantOf, versionOf } from './uuid.js';

const DIGITS = 'f47ac10b58cc4372a5670e02b2c3d479';

describe('parseUuid', () => {
  it.each([
    'f47ac10b-58cc-4372-a567-0e02b2c3d479',
    'F47AC10B58CC4372A5670E02B2C3D479',
    '{f47ac10b-58cc-4372-a567-0e02b2c3d479}',
    'urn:uuid:f47ac10b-58cc-4372-a567-0e02b2c3d479',
    'f47a-c10b58cc4372a5670e02b2c3d479',
  ])('reads %s', (text) => {
    expect(parseUuid(text)).toBe(DIGITS);
  });

  it.each([
    ['', 'badly formed hexadecimal UUID string'],
    ['nope', 'badly formed hexadecimal UUID string'],
    [
      'g47ac10b-58cc-4372-a567-0e02b2c3d479',
      "invalid literal for int() with base 16: 'g47ac10b58cc4372a5670e02b2c3d479'",
    ],
  ])('refuses %j', (text, message) => {
    expect(() => parseUuid(text)).toThrow(message);
  });
});

describe('made UUIDs', () => {
  it('version 3 and 5 follow from namespace and name', () => {
    const dns = NAMESPACES['dns'] ?? '';
    expect(nameUuid(dns, 'example.com', 5)).toBe('cfbff0d1-9375-5685-968c-48ce8b15ae17');
    expect(nameUuid(dns, 'python.org', 3)).toBe('6fa459ea-ee8a-3ca4-894e-db77e160355e');
  });

  it('version 4 keeps the random bits and stamps the rest', () => {
    expect(randomUuid(new Uint8Array(16).fill(0xff))).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
  });

  it('version 1 carries the time in 100 ns steps and a random node with the multicast bit', () => {
    expect(timeUuid(new Date(0), new Uint8Array(8))).toBe('13814000-1dd2-11b2-8000-010000000000');
    const later = parseUuid(timeUuid(new Date('2024-02-29T12:00:00Z'), new Uint8Array(8).fill(0xff)));
    expect(versionOf(later)).toBe(1);
    expect(BigInt(`0x${later.slice(13, 16)}${later.slice(8, 12)}${later.slice(0, 8)}`)).toBe(
      BigInt(Date.UTC(2024, 1, 29, 12)) * 10_000n + 0x01b21dd213814000n,
    );
  });
});

describe('variantOf and versionOf', () => {
  it.each([
    ['00000000-0000-0000-0000-000000000000', 'reserved for NCS compatibility', null],
    [formatUuid(DIGITS), 'specified in RFC 4122', 4],
    ['f47ac10b-58cc-4372-c567-0e02b2c3d479', 'reserved for Microsoft compatibility', null],
    ['ffffffff-ffff-ffff-ffff-ffffffffffff', 'reserved for future definition', null],
  ])('%s: %s', (text, variant, version) => {
    expect(variantOf(parseUuid(text))).toBe(variant);
    expect(versionOf(parseUuid(text))).toBe(version);
  });
});
