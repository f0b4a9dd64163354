import { describe, expect, it } from '@jest/globals';

import { formatByFields, formatByPercent, formatBySpec } from './format-spec.js';

describe('format specifications', () => {
  it.each([
    [1234567.891, ',.2f', '1,234,567.89'],
    [42, '05d', '00042'],
    [-42, '06,d', '-00042'],
    ['a', '>3', '  a'],
    ['a', '*^4', '*a**'],
    [0.256, '.1%', '25.6%'],
    [12345.678, '.2e', '1.23e+04'],
    [255, 'x', 'ff'],
    [5, '+d', '+5'],
    [0.00001234, 'g', '1.234e-05'],
    ['abcdef', '.3', 'abc'],
  ])('%j laid out by %s', (value, spec, text) => {
    expect(formatBySpec(value, spec)).toBe(text);
  });

  it('rounds an exact half to the even neighbour', () => {
    expect(formatByPercent('%.2f %.1f %.0f', [0.125, 0.25, 2.5])).toBe('0.12 0.2 2');
  });

  it('refuses what does not fit the value', () => {
    expect(() => formatBySpec('a', 'd')).toThrow("Unknown format code 'd' for object of type 'str'");
    expect(() => formatBySpec(1, '1000000d')).toThrow('the format is too wide');
  });

  it('fills texts by percent signs and by fields', () => {
    expect(formatByPercent('%s=%05.1f|%-4d|%x%%', ['a', 3.14159, 7, 255])).toBe('a=003.1|7   |ff%');
    expect(formatByPercent('%(k)s', { k: null })).toBe('None');
    expect(() => formatByPercent('%s %s', [1])).toThrow('not enough arguments');
    expect(formatByFields('{} {1:>3} {k!r} {{}}', [1, 2], { k: 'v' })).toBe("1   2 'v' {}");
    expect(() => formatByFields('{x}', [], {})).toThrow("'x'");
  });
});
