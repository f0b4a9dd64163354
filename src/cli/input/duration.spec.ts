import { expect, it } from '@jest/globals';

import { parseDuration } from './duration.js';

it.each([
  ['30', 30_000],
  ['1.5s', 1500],
  ['500ms', 500],
  ['10m', 600_000],
  ['2 h', 7_200_000],
  ['1d', 86_400_000],
])('reads %s', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

it.each(['', '0', '-1s', '1w', 's', '1e3', '0.1ms', 'Infinity'])('refuses %j', (text) => {
  expect(() => parseDuration(text)).toThrow(`"${text}" is not a length of time`);
});
