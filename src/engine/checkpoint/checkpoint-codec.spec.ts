import { describe, expect, it } from '@jest/globals';

import { End, SKIPPED } from '../run/token.js';
import { decodeOutputs, decodeValue, encodeToken } from './checkpoint-codec.js';

const roundTrip = (value: unknown): unknown => decodeValue(encodeToken(value) ?? 'null');

describe('encodeToken', () => {
  it.each([
    ['plain JSON', { a: [1, 'two', null, true, { b: -1.5e300 }] }],
    ['numbers without a word in JSON', [NaN, Infinity, -Infinity, -0, [0]]],
    ['undefined keys and items', { a: undefined, b: [undefined] }],
    ['bytes', { data: new Uint8Array([0, 255, 7]) }],
    ['dates', new Date(86_400_000)],
    ['large integers', [12345678901234567890n]],
    ['its own mark as a key', { $: 'skipped', other: { $: NaN } }],
    ['awkward keys and texts', JSON.parse('{"__proto__": 1, "": "\\u0000\\ud800"}')],
  ])('brings back %s', (_, value) => {
    expect(roundTrip(value)).toEqual(value);
  });

  it('brings back the sign of zero', () => {
    expect(Object.is(roundTrip(-0), -0)).toBe(true);
  });

  it('brings back marks between values', () => {
    const tokens = [1, SKIPPED, End.of(2, false), End.of(1, true)];
    const text = `{"out":[${tokens.map(encodeToken).join(',')}]}`;
    expect(decodeOutputs(text)['out']).toEqual(tokens);
    expect(decodeOutputs(text)['out']?.[2]).toBe(End.of(2, false));
  });

  it('refuses a file that is gone with its run, however deep', () => {
    const held = { type: 'image', uri: 'job:held-1.png', data: null };
    expect([held, { a: [held] }, { a: held, b: NaN }].map((value) => encodeToken(value))).toEqual([null, null, null]);
    expect(roundTrip({ type: 'image', uri: 'job:other' })).toEqual({ type: 'image', uri: 'job:other' });
  });

  it('refuses what text can not bring back', () => {
    class Point {}
    const circle: unknown[] = [];
    circle.push(circle);
    const odd: unknown[] = [new Point(), [new Map()], () => 1, { s: Symbol('x') }, circle];
    expect(odd.map((value) => encodeToken(value))).toEqual(odd.map(() => null));
  });
});
