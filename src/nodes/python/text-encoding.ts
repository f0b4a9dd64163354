import { codePointsOf } from './code-points.js';
import { ValueError } from './errors.js';

type Codec =
  | { readonly kind: 'utf-8'; readonly hasMark: boolean }
  | { readonly kind: 'utf-16'; readonly order: 'le' | 'be' | 'mark' }
  /** A character per byte, by the byte. */
  | { readonly kind: 'table'; readonly characters: readonly (string | null)[] }
  /** Known to the decoder of the platform only. */
  | { readonly kind: 'read'; readonly label: string };

const MARK = '\uFEFF';
const UTF_8: Readonly<Record<string, boolean>> = { 'utf-8': false, utf8: false, u8: false, 'utf-8-sig': true };
const UTF_16: Readonly<Record<string, 'le' | 'be' | 'mark'>> = {
  'utf-16': 'mark',
  utf16: 'mark',
  'utf-16-le': 'le',
  'utf-16le': 'le',
  'utf-16-be': 'be',
  'utf-16be': 'be',
};
const LATIN_1 = new Set(['latin-1', 'latin1', 'iso-8859-1', 'iso8859-1', '8859', 'l1']);
const ASCII = new Set(['ascii', 'us-ascii', '646']);

/**
 * Reads bytes as text in an encoding that Python knows by this name.
 *
 * @throws ValueError when the name is unknown or the bytes aren't text in it
 */
export const decodeText = (bytes: Uint8Array, encoding: string): string => {
  const codec = codecOf(encoding);
  if (codec.kind === 'utf-8') return strict('utf-8', encoding, bytes, codec.hasMark);
  if (codec.kind === 'utf-16') return decodeUtf16(bytes, codec.order, encoding);
  if (codec.kind === 'read') return strict(codec.label, encoding, bytes, false);
  const wrong = bytes.findIndex((byte) => codec.characters[byte] === null);
  if (wrong >= 0) throw undecodable(encoding, `byte ${bytes[wrong] ?? 0} at position ${wrong}`);
  return Array.from(bytes, (byte) => codec.characters[byte] ?? '').join('');
};

/**
 * Writes text as bytes.
 *
 * @throws ValueError when the name is unknown, or the encoding lacks a character of the text
 */
export const encodeText = (text: string, encoding: string): Uint8Array => {
  const codec = codecOf(encoding);
  if (codec.kind === 'utf-8') return Buffer.from(codec.hasMark ? MARK + text : text, 'utf8');
  if (codec.kind === 'utf-16') return encodeUtf16(text, codec.order);
  if (codec.kind === 'read') {
    throw new ValueError(`text can be read in the encoding '${encoding}' but not written; utf-8 can hold any text`);
  }
  const codes = new Map(codec.characters.map((character, byte) => [character, byte]));
  return Uint8Array.from(codePointsOf(text), (character) => {
    const byte = codes.get(character);
    if (byte !== undefined) return byte;
    throw new ValueError(`the encoding '${encoding}' has no character '${character}'; utf-8 has every one`);
  });
};

const codecOf = (encoding: string): Codec => {
  const name = encoding.trim().toLowerCase().replaceAll(/[_ ]/g, '-');
  const hasMark = UTF_8[name];
  if (hasMark !== undefined) return { kind: 'utf-8', hasMark };
  const order = UTF_16[name];
  if (order !== undefined) return { kind: 'utf-16', order };
  if (ASCII.has(name)) return table((byte) => (byte < 128 ? String.fromCharCode(byte) : null));
  if (LATIN_1.has(name)) return table((byte) => String.fromCharCode(byte));
  const label = labelOf(name);
  if (label === null) throw new ValueError(`unknown encoding: ${encoding}`);
  return singleByte(label) ?? { kind: 'read', label };
};

const table = (characterOf: (byte: number) => string | null): Codec => ({
  kind: 'table',
  characters: Array.from({ length: 256 }, (_, byte) => characterOf(byte)),
});

const labelOf = (name: string): string | null => {
  for (const label of [name.replace(/^cp(\d+)$/, 'windows-$1'), name]) {
    try {
      return new TextDecoder(label).encoding;
    } catch {
      // The next spelling may be known.
    }
  }
  return null;
};

/** What windows-1252 has from 0x80 to 0x9f; some versions of Node.js read latin-1 there. */
const WINDOWS_1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

/** The characters of an encoding with one byte for each; null for one with more. */
const singleByte = (label: string): Codec | null => {
  if (label === 'windows-1252') return table(characterOf1252);
  if (!/^(windows|iso-8859|koi8|ibm866|macintosh)/.test(label)) return null;
  const decoder = new TextDecoder(label);
  return table((byte) => {
    const character = decoder.decode(Uint8Array.of(byte));
    return character === '\uFFFD' || (character.codePointAt(0) === byte && byte >= 0x80 && byte < 0xa0)
      ? null
      : character;
  });
};

const characterOf1252 = (byte: number): string | null => {
  if (byte < 0x80 || byte >= 0xa0) return String.fromCharCode(byte);
  const character = WINDOWS_1252.charAt(byte - 0x80);
  return character === ' ' ? null : character;
};

const strict = (label: string, encoding: string, bytes: Uint8Array, dropsMark: boolean): string => {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: !dropsMark }).decode(bytes);
  } catch {
    throw undecodable(encoding, 'some of its bytes');
  }
};

const decodeUtf16 = (bytes: Uint8Array, order: 'le' | 'be' | 'mark', encoding: string): string => {
  const isBigByMark = bytes[0] === 0xfe && bytes[1] === 0xff;
  const hasMark = isBigByMark || (bytes[0] === 0xff && bytes[1] === 0xfe);
  const isBig = order === 'be' || (order === 'mark' && isBigByMark);
  const text = order === 'mark' && hasMark ? bytes.subarray(2) : bytes;
  return strict(isBig ? 'utf-16be' : 'utf-16le', encoding, text, false);
};

const encodeUtf16 = (text: string, order: 'le' | 'be' | 'mark'): Uint8Array => {
  const bytes = Buffer.from(order === 'mark' ? MARK + text : text, 'utf16le');
  return order === 'be' ? bytes.swap16() : bytes;
};

const undecodable = (encoding: string, what: string): ValueError =>
  new ValueError(`'${encoding}' can't read ${what}: the file is in another encoding, or isn't text`);
