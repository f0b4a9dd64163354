import { expect, it } from '@jest/globals';

import { numberPlaceholders } from './placeholders.js';

it.each([
  ['SELECT 1', 'SELECT 1'],
  ['a = ? AND b IN (?, ?)', 'a = $1 AND b IN ($2, $3)'],
  ["a = '?' AND b = ?", "a = '?' AND b = $1"],
  ["a = 'it''s ?' AND b = ?", "a = 'it''s ?' AND b = $1"],
  ['"odd ? name" = ?', '"odd ? name" = $1'],
])('numbers the placeholders of %p', (sql, numbered) => {
  expect(numberPlaceholders(sql)).toBe(numbered);
  expect(numberPlaceholders(sql)).toBe(numbered);
});
