import { describe, expect, it } from '@jest/globals';

import { fillTemplate } from './template.js';

describe('fillTemplate', () => {
  it.each([
    ['{"n":"$n"}', { n: 5 }, '{"n":5}'],
    ['{"n":$n}', { n: null }, '{"n":null}'],
    ['{"s":"$s"}', { s: 'a "b"\n' }, '{"s":"a \\"b\\"\\n"}'],
    ['{"s":"Dear $s!"}', { s: 'a "b"' }, '{"s":"Dear a \\"b\\"!"}'],
    ['{"x":"$na $name"}', { na: '1', name: '2' }, '{"x":"1 2"}'],
    ['{"x":"$a.b"}', { 'a.b': 1, a: 2 }, '{"x":1}'],
    ['{"x":$a}', { a: '$b', b: 1 }, '{"x":$b}'],
    ['{"x":$a}', {}, '{"x":$a}'],
  ])('%s with %j gives %s', (template, values, expected) => {
    expect(fillTemplate(template, values)).toBe(expected);
  });
});
