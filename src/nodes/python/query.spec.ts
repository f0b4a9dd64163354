import { describe, expect, it } from '@jest/globals';

import { ValueError } from './errors.js';
import { compileQuery } from './query.js';

const record = { n: 'apple', q: 3, price: 2.5, flag: true, none: null, 'unit price': 7, tags: ['a', 'b'] };

describe('conditions on a record', () => {
  it.each([
    ['q > 2', true],
    ['q >= 4 or n == "apple"', true],
    ['q == 3 and not flag', false],
    ['(q > 5) | (price < 3)', true],
    ['q > 2 & price > 3', false],
    ['~(q > 5)', true],
    ['~flag', false],
    ['1 < q < 5', true],
    ['1 < q < 2', false],
    ["n in ['apple', 'berry']", true],
    ['n not in ["apple"]', false],
    ['n == ["apple", "berry"]', true],
    ['`unit price` * 2 == 14', true],
    ['q + 1 == 4 and q % 2 == 1 and q // 2 == 1 and q ** 2 == 9', true],
    ['-q < 0', true],
    ['none == none', false],
    ['none != 1', true],
    ['none > 0', false],
    ['none.isna()', true],
    ['q.between(1, 3)', true],
    ['q.isin([1, 2])', false],
    ['n.str.contains("PP", case=False)', true],
    ['n.str.startswith("a") and n.str.len() == 5', true],
    ['none.str.contains("a", na=False)', false],
    ['flag == True', true],
    ['q / 0 > 1000', true],
    ['abs(-q) == 3', true],
  ])('%s gives %s', (condition, holds) => {
    expect(compileQuery(condition).test(record)).toBe(holds);
  });

  it.each([
    ['missing > 1', "name 'missing' is not defined"],
    ['q', 'the condition does not give true or false'],
    ['n > 1', "'>' not supported between instances of 'str' and 'int'"],
    ['n.constructor("x")', '"constructor" is not a supported method'],
    ['toString()', '"toString" is not a supported function'],
    ['q.real', "can't contain this kind of expression"],
  ])('%s is an error', (condition, problem) => {
    expect(() => compileQuery(condition).test(record)).toThrow(problem);
  });

  it.each(['q >', 'q > 1 1', '(q', '@q > 1', 'q = 1', ''])('refuses %j', (condition) => {
    expect(() => compileQuery(condition)).toThrow(ValueError);
  });

  it('knows no field that the record inherits', () => {
    expect(() => compileQuery('constructor == 1').test(record)).toThrow("name 'constructor' is not defined");
  });
});
