import { describe, expect, it } from '@jest/globals';

import { agoText, cut, durationText, oneLine, table, widthOf } from './text.js';

describe('a length of time', () => {
  it.each([
    [0, '0 ms'],
    [-5, '0 ms'],
    [999, '999 ms'],
    [4249, '4.2 s'],
    [125_000, '2 min 5 s'],
    [11_520_000, '3 h 12 min'],
    [187_200_000, '2 d 4 h'],
  ])('of %d ms reads %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });

  it('is counted back from now', () => {
    expect(agoText('2026-01-01T00:00:00.000Z', Date.parse('2026-01-01T00:00:05.000Z'))).toBe('5.0 s ago');
    expect(agoText(null, 0)).toBe('-');
    expect(agoText('some day', 0)).toBe('some day');
  });
});

describe('a text of a peer', () => {
  it('can not move the cursor', () => {
    expect(oneLine('a\u001b[2Jb\r\nc\u009b1m')).toBe('a [2Jb c 1m');
  });

  it('is cut by the columns that it takes', () => {
    expect(cut('plain text', 20)).toBe('plain text');
    expect(cut('plain text', 6)).toBe('plain…');
    expect(cut('日本語', 5)).toBe('日本…');
    expect(cut('👩‍👩‍👧 family', 4)).toBe('👩‍👩‍👧 …');
    expect(cut('anything', 0)).toBe('');
    expect(widthOf('日本 ok')).toBe(7);
  });
});

it('lays a table out by its widest cells', () => {
  const rows = [
    ['日本', 'x'],
    ['b', 'a long one that is cut'],
  ];
  expect(table(['A', 'B'], rows, 14)).toEqual(['A     B', '日本  x', 'b     a long …']);
});
