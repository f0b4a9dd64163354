import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { fromBase64 } from './base64.js';
import { decodeText, encodeText } from './text-encoding.js';

describe('encodings of text', () => {
  it.each(['utf-8', 'UTF8', 'utf-8-sig', 'utf-16', 'utf_16_le', 'utf-16-be'])('%s holds any text', (encoding) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!text.startsWith('\uFEFF'));
        expect(decodeText(encodeText(text, encoding), encoding)).toBe(text);
      }),
    );
  });

  it.each([
    ['latin-1', 'é', [0xe9]],
    ['latin-1', '\x80', [0x80]],
    ['cp1252', '€', [0x80]],
    ['ascii', 'a', [0x61]],
    ['cp1251', 'Ж', [0xc6]],
  ])('%s writes %j as %j and reads it again', (encoding, text, bytes) => {
    expect([...encodeText(text, encoding)]).toEqual(bytes);
    expect(decodeText(Uint8Array.from(bytes), encoding)).toBe(text);
  });

  it('reads what it can not write', () => {
    expect(decodeText(Uint8Array.of(0x82, 0xa0), 'shift_jis')).toBe('あ');
    expect(() => encodeText('あ', 'shift_jis')).toThrow('not written');
  });

  it('says no instead of changing a character', () => {
    expect(() => decodeText(Uint8Array.of(0xff), 'utf-8')).toThrow("'utf-8' can't read");
    expect(() => decodeText(Uint8Array.of(0xff), 'ascii')).toThrow('byte 255 at position 0');
    expect(() => encodeText('é', 'ascii')).toThrow("has no character 'é'");
    expect(() => decodeText(Uint8Array.of(1), 'klingon')).toThrow('unknown encoding: klingon');
  });

  it('keeps the mark of utf-8 where Python does', () => {
    const marked = encodeText('a', 'utf-8-sig');
    expect(decodeText(marked, 'utf-8')).toBe('\uFEFFa');
    expect(decodeText(marked, 'utf-8-sig')).toBe('a');
  });
});

describe('base64', () => {
  it('passes over what is not of its alphabet', () => {
    expect(Buffer.from(fromBase64('aG k*=')).toString()).toBe('hi');
    expect(fromBase64('')).toHaveLength(0);
  });

  it('refuses half a byte', () => {
    expect(() => fromBase64('aGk')).toThrow('Incorrect padding');
    expect(() => fromBase64('aGkxa')).toThrow('number of data characters (5)');
  });
});
