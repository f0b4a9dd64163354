import { describe, expect, it } from '@jest/globals';

import { safeText } from './safe-text.js';

describe('safeText', () => {
  it.each([
    ['the key is my-key, really', 'my-key'],
    ['?key=a%2Fb%2Bc&x', 'a/b+c'],
    [`Basic ${Buffer.from('my-key').toString('base64')}`, 'my-key'],
    ['Incorrect API key provided: sk-proj-****************abcd.', 'other'],
    ['bad key gsk_0123456789abcdef', 'other'],
    ['bad key AIzaSyA0123456789_abcdef', null],
    ['Authorization: Bearer abcdefgh12345678', null],
  ])('hides what is secret in "%s"', (text, apiKey) => {
    const shown = safeText(text, apiKey);
    expect(shown).toContain('[redacted]');
    expect(shown).not.toMatch(/my-key|a%2Fb|abcd|0123456789/);
  });

  it('puts a text on one line and bounds it', () => {
    expect(safeText('one\r\n\u001b[31mtwo\u2028three', null)).toBe('one [31mtwo three');
    expect(safeText('x'.repeat(100_000), null)).toHaveLength(501);
  });

  it('leaves ordinary words alone', () => {
    expect(safeText('max_tokens must be at least 1 for task-oriented models', '')).toBe(
      'max_tokens must be at least 1 for task-oriented models',
    );
  });
});
