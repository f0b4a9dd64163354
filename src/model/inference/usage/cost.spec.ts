import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { costNanosOf } from './cost.js';
import { findPrice, parsePrices } from './price.js';
import { UNKNOWN_AMOUNTS } from './usage.contract.js';

describe('costNanosOf', () => {
  const amounts = { ...UNKNOWN_AMOUNTS, inputTokens: 1_000_000, outputTokens: 1_000_000 };

  it('adds up tokens by their prices', () => {
    expect(costNanosOf(amounts, { input: 1, output: 2 })).toBe(3e9);
    expect(costNanosOf({ ...amounts, cachedTokens: 500_000 }, { input: 1, output: 2, cached_input: 0.1 })).toBe(2.55e9);
    expect(costNanosOf({ ...amounts, cacheWriteTokens: 500_000 }, { input: 1, output: 2, cache_write: 2 })).toBe(3.5e9);
  });

  it('takes cached input for input where it has no price of its own', () => {
    expect(costNanosOf({ ...amounts, cachedTokens: 500_000 }, { input: 1, output: 2 })).toBe(3e9);
  });

  it('knows no cost without a price, without an amount, or when one of the prices is missing', () => {
    expect(costNanosOf(amounts, null)).toBeNull();
    expect(costNanosOf(UNKNOWN_AMOUNTS, { input: 1, output: 2 })).toBeNull();
    expect(costNanosOf(amounts, { input: 1 })).toBeNull();
    expect(costNanosOf({ ...UNKNOWN_AMOUNTS, images: 2 }, { audio_minute: 1 })).toBeNull();
  });

  it('is nothing where the price says so', () => {
    expect(costNanosOf(amounts, { input: 0, output: 0 })).toBe(0);
  });

  it('counts pictures, characters and minutes', () => {
    expect(costNanosOf({ ...UNKNOWN_AMOUNTS, images: 3 }, { image: 0.04 })).toBe(0.12e9);
    expect(costNanosOf({ ...UNKNOWN_AMOUNTS, characters: 2_000 }, { million_characters: 15 })).toBe(0.03e9);
    expect(costNanosOf({ ...UNKNOWN_AMOUNTS, audioMs: 90_000 }, { audio_minute: 0.006 })).toBe(0.009e9);
  });

  it('does not count pictures that are paid by tokens', () => {
    expect(costNanosOf({ ...amounts, images: 1 }, { input: 1, output: 2 })).toBe(3e9);
  });
});

describe('findPrice', () => {
  const table = parsePrices(
    JSON.stringify({
      prices: {
        'openai/gpt-4o': { input: 1 },
        'openai/gpt-4o-2024-05-13': { input: 2 },
        'ollama/*': { input: 0, output: 0 },
        'ollama/big-*': { input: 3 },
      },
    }),
  );

  it.each([
    ['openai', 'gpt-4o', 1],
    ['openai', 'gpt-4o-2024-08-06', 1],
    ['openai', 'gpt-4o-2024-05-13', 2],
    ['ollama', 'small', 0],
    ['ollama', 'big-one', 3],
    ['openai', 'gpt-4o-mini', undefined],
    ['groq', 'gpt-4o', undefined],
    ['openai', 'constructor', undefined],
  ])('finds the price of %s %s', (provider, model, input) => {
    expect(findPrice(table, provider, model)?.input).toBe(input);
  });

  it('reads the table that ships, which names its sources and their date', () => {
    const text = readFileSync(new URL('prices.json', import.meta.url), 'utf8');
    expect(Object.keys(parsePrices(text)).length).toBeGreaterThan(20);
    expect(JSON.parse(text)).toMatchObject({
      date: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      sources: expect.any(Array),
    });
  });

  it.each(['{', '[]', '{"prices":{"a/b":{"input":"1"}}}', '{"prices":{"a/b":{"inptu":1}}}'])('refuses %s', (text) => {
    expect(() => parsePrices(text)).toThrow(/JSON|must/);
  });
});
