import { describe, expect, it } from '@jest/globals';

import { parseWhere } from './parse-where.js';
import { MAX_CONDITIONS } from './where.js';

const fieldsOf = (raw: unknown): readonly string[] => {
  const parsed = parseWhere(raw);
  return 'problems' in parsed ? parsed.problems.map(({ field }) => field) : [];
};

const nested = (depth: number): unknown => (depth === 0 ? { a: 1 } : { $and: [nested(depth - 1)] });

describe('parseWhere', () => {
  it('lets everything pass when it is empty', () => {
    expect(parseWhere({})).toEqual({ where: null });
  });

  it('reads a bare value as equality, and several keys or operators as all of them', () => {
    expect(parseWhere({ a: 1 })).toEqual({ where: { kind: 'in', key: 'a', values: [1], isNegated: false } });
    expect(parseWhere({ a: { $gt: 1, $lte: 5 }, b: { $nin: ['x'] } })).toEqual({
      where: {
        kind: 'and',
        parts: [
          {
            kind: 'and',
            parts: [
              { kind: 'compare', key: 'a', operator: '$gt', value: 1 },
              { kind: 'compare', key: 'a', operator: '$lte', value: 5 },
            ],
          },
          { kind: 'in', key: 'b', values: ['x'], isNegated: true },
        ],
      },
    });
  });

  it('names everything that is wrong at once, each by its place', () => {
    const raw = { a: null, b: { $gt: 'x' }, c: { $near: 1 }, $not: [], d: { $in: [] }, $or: [{ e: [1] }, 3], f: {} };
    expect(fieldsOf(raw)).toEqual([
      'where.a',
      'where.b.$gt',
      'where.c.$near',
      'where.$not',
      'where.d.$in',
      'where.$or.0.e',
      'where.$or.1',
      'where.f',
    ]);
  });

  it.each(['', 'x'.repeat(257), 'a"b', 'a\\b', 'a\nb', '$a', '\ud800'])('refuses the key %j', (key) => {
    expect(fieldsOf({ [key]: 1 })).toEqual([`where.${key}`]);
  });

  it('bounds depth and number of conditions', () => {
    expect(fieldsOf(nested(7))).toEqual([]);
    expect(fieldsOf(nested(8))).toHaveLength(1);
    const some = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_none, index) => [`k${index}`, 1]));
    expect(fieldsOf(some(MAX_CONDITIONS))).toEqual([]);
    expect(fieldsOf(some(MAX_CONDITIONS + 9))).toHaveLength(1);
  });
});
