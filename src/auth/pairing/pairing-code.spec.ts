import { describe, expect, it } from '@jest/globals';

import { cleanPairingCode, newPairingCode, newPairingSecret, pairedTokenText } from './pairing-code.js';

describe('a pairing code', () => {
  it('has eight consonants in two groups, each time others', () => {
    const codes = Array.from({ length: 200 }, newPairingCode);
    for (const code of codes) expect(code).toMatch(/^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it.each(['BCDF-GHJK', 'bcdfghjk', ' bcdf ghjk\n'])('is read from %j', (text) => {
    expect(cleanPairingCode(text)).toBe('BCDFGHJK');
  });
});

describe('the token of a pairing', () => {
  it('follows from the secret and the pairing alone', () => {
    const secret = newPairingSecret();
    expect(pairedTokenText(secret, 'p1')).toBe(pairedTokenText(secret, 'p1'));
    expect(pairedTokenText(secret, 'p1')).toMatch(/^nt_node_[\w-]{43}$/);
    expect(pairedTokenText(secret, 'p2')).not.toBe(pairedTokenText(secret, 'p1'));
    expect(pairedTokenText(newPairingSecret(), 'p1')).not.toBe(pairedTokenText(secret, 'p1'));
  });
});
