import { describe, expect, it } from '@jest/globals';

import { conformsTo } from './schema.js';

describe('conformsTo', () => {
  it.each([
    [{ a: 1 }, { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } }, true],
    [{ a: 1.5 }, { properties: { a: { type: 'integer' } } }, false],
    [[1, 'x'], { prefixItems: [{ type: 'integer' }, { type: 'integer' }] }, false],
    ['2024-13-01', { type: 'string', format: 'date' }, true],
    [{ a: 1 }, { unknownWord: 1 }, true],
    [3, { $defs: { n: { maximum: 2 } }, $ref: '#/$defs/n' }, false],
    [null, {}, true],
    [{}, { required: ['toString'] }, false],
    ['x', { $async: true, type: 'integer' }, false],
  ])('%j against %j: %s', (data, schema, expected) => {
    expect(conformsTo(data, schema)).toBe(expected);
  });

  it('reads a schema by the draft it names', () => {
    const items = { items: [{ type: 'integer' }] };
    expect(conformsTo(['x'], { $schema: 'http://json-schema.org/draft-07/schema#', ...items })).toBe(false);
    expect(() => conformsTo(['x'], { $schema: 'https://json-schema.org/draft/2020-12/schema', ...items })).toThrow(
      /items/,
    );
  });

  it('takes a schema with the same $id again and again', () => {
    const id = 'https://example.org/s';
    expect(conformsTo(1, { $id: id, type: 'integer' })).toBe(true);
    expect(conformsTo(1, { $id: id, type: 'string' })).toBe(false);
  });

  it('refuses a wrong schema and a reference to another place', () => {
    expect(() => conformsTo(1, { type: 'nonsense' })).toThrow(/schema is invalid/);
    expect(() => conformsTo(1, { $ref: 'https://example.org/other' })).toThrow(/can't resolve reference/);
  });
});
