import { createHash } from 'node:crypto';

import { reprValue } from '../../python/format-value.js';
import { ValueError } from '../../python/errors.js';

const BYTES = 16;
/** 100 ns steps from the start of the Gregorian calendar (1582-10-15) to the Unix epoch. */
const GREGORIAN_OFFSET = 0x01b21dd213814000n;

/** The namespaces that RFC 9562 names. */
export const NAMESPACES: Readonly<Record<string, string>> = {
  dns: '6ba7b8109dad11d180b400c04fd430c8',
  url: '6ba7b8119dad11d180b400c04fd430c8',
  oid: '6ba7b8129dad11d180b400c04fd430c8',
  x500: '6ba7b8149dad11d180b400c04fd430c8',
};

/**
 * Reads a UUID in any usual spelling (upper case, braces, `urn:uuid:`, dashes anywhere or nowhere).
 *
 * @returns 32 lower-case hexadecimal digits
 * @throws ValueError when the text isn't one
 */
export const parseUuid = (text: string): string => {
  const bare = text.replaceAll('urn:', '').replaceAll('uuid:', '');
  const digits = bare.replace(/^[{}]+|[{}]+$/g, '').replaceAll('-', '');
  if (Array.from(digits).length !== 2 * BYTES) throw new ValueError('badly formed hexadecimal UUID string');
  if (/[^0-9a-f]/i.test(digits)) {
    throw new ValueError(`invalid literal for int() with base 16: ${reprValue(digits)}`);
  }
  return digits.toLowerCase();
};

/** Writes 32 digits in groups with dashes. */
export const formatUuid = (digits: string): string =>
  digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** A random UUID (version 4) from 16 random bytes. */
export const randomUuid = (random: Uint8Array): string => formatUuid(stamp(random, 4));

/**
 * A time-based UUID (version 1). Instead of the machine's address it carries random bits, as RFC 9562 advises.
 *
 * @param random 8 random bytes
 */
export const timeUuid = (now: Date, random: Uint8Array): string => {
  const time = (BigInt(now.getTime()) * 10_000n + GREGORIAN_OFFSET).toString(16).padStart(16, '0');
  const bytes = Buffer.from(
    time.slice(8) + time.slice(4, 8) + time.slice(0, 4) + Buffer.from(random).toString('hex'),
    'hex',
  );
  // The multicast bit tells such a node field from a real address.
  bytes.writeUInt8(bytes.readUInt8(10) | 0x01, 10);
  return formatUuid(stamp(bytes, 1));
};

/**
 * A UUID that depends on namespace and name only.
 *
 * @param namespace 32 hexadecimal digits
 * @param version 3 hashes with MD5, 5 with SHA-1
 */
export const nameUuid = (namespace: string, name: string, version: 3 | 5): string => {
  const hash = createHash(version === 3 ? 'md5' : 'sha1');
  return formatUuid(stamp(hash.update(Buffer.from(namespace, 'hex')).update(name, 'utf8').digest(), version));
};

/** The version that the digits claim, or null for UUIDs of another variant than RFC 9562's. */
export const versionOf = (digits: string): number | null =>
  variantOf(digits) === RFC_VARIANT ? Number.parseInt(digits.charAt(12), 16) : null;

/** Who laid out the bits, in the words that Python uses. */
export const variantOf = (digits: string): string => {
  const bits = Number.parseInt(digits.charAt(16), 16);
  if (bits < 0b1000) return 'reserved for NCS compatibility';
  if (bits < 0b1100) return RFC_VARIANT;
  return bits < 0b1110 ? 'reserved for Microsoft compatibility' : 'reserved for future definition';
};

const RFC_VARIANT = 'specified in RFC 4122';

const stamp = (source: Uint8Array, version: number): string => {
  const bytes = Buffer.from(source.subarray(0, BYTES));
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | (version << 4), 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex');
};
