import { ValueError } from './errors.js';

/**
 * Reads base64 as Python's `b64decode` does: characters that aren't of its alphabet are passed over, what follows the
 * padding is left out.
 *
 * @throws ValueError when the text ends in the middle of a byte
 */
export const fromBase64 = (text: string): Uint8Array => {
  const known = text.replaceAll(/[^A-Za-z0-9+/=]/g, '');
  const digits = /^[^=]*/.exec(known)?.[0] ?? '';
  const padding = known.length - digits.length;
  const rest = digits.length % 4;
  if (rest === 1) {
    throw new ValueError(
      `Invalid base64-encoded string: number of data characters (${digits.length}) cannot be 1 more than a multiple of 4`,
    );
  }
  if (rest > 0 && padding < 4 - rest) throw new ValueError('Incorrect padding');
  return Buffer.from(digits, 'base64');
};
