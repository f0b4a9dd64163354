import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { CodeIndex, codesOf } from './code-index.js';

const DIMENSIONS = 40;
const ALL = { wanted: 1, atLeast: 0, atMost: Infinity };

const vectorOf = (bits: readonly boolean[]): Float32Array => Float32Array.from(bits, (bit) => (bit ? 1 : -1));
const anyBits = fc.array(fc.boolean(), { minLength: DIMENSIONS, maxLength: DIMENSIONS });
const differences = (a: readonly boolean[], b: readonly boolean[]): number =>
  a.filter((bit, place) => bit !== b[place]).length;

const indexOf = (rows: readonly (readonly boolean[])[]): CodeIndex => {
  const index = new CodeIndex(DIMENSIONS);
  for (const [row, bits] of rows.entries()) index.set(row * 2 + 1, codesOf(vectorOf(bits), DIMENSIONS));
  return index;
};

describe('codesOf', () => {
  it('sets a bit where a component is above 0, and begins each row at a word of its own', () => {
    const rows = [
      Float32Array.from({ length: DIMENSIONS }, (_none, at) => (at % 3) - 1),
      Float32Array.from({ length: DIMENSIONS }, (_none, at) => (at === 0 || at === 31 || at === 39 ? 0.1 : 0)),
    ];
    const batch = Float32Array.from(rows.flatMap((row) => [...row]));
    const bits = [...codesOf(batch, DIMENSIONS)].flatMap((word) =>
      [...Array(32).keys()].map((at) => (word >>> at) & 1),
    );
    const expected = rows.flatMap((row) => [...row, ...Array<number>(24).fill(0)].map((value) => (value > 0 ? 1 : 0)));
    expect(bits).toEqual(expected);
  });
});

describe('CodeIndex', () => {
  it('gives the rows with the fewest differing signs, however many are asked for', () => {
    const property = fc.property(
      fc.array(anyBits, { minLength: 1, maxLength: 60 }),
      anyBits,
      fc.integer({ min: 1, max: 70 }),
      (rows, query, atMost) => {
        const found = indexOf(rows).nearest(codesOf(vectorOf(query), DIMENSIONS), {
          wanted: 1,
          atLeast: atMost,
          atMost,
        });
        const distances = rows.map((bits) => differences(bits, query));
        const foundDistances = found.map((key) => distances[(key - 1) / 2] ?? NaN);
        const best = distances.toSorted((a, b) => a - b).slice(0, atMost);
        expect(foundDistances.toSorted((a, b) => a - b)).toEqual(best);
        expect(new Set(found).size).toBe(found.length);
      },
    );
    fc.assert(property);
  });

  it('looks only among the keys that it is told', () => {
    const rows = Array.from({ length: 20 }, (_none, row) => Array.from({ length: DIMENSIONS }, (_bit, at) => at < row));
    const query = codesOf(vectorOf(rows[0] ?? []), DIMENSIONS);
    const found = indexOf(rows).nearest(query, { wanted: 2, atLeast: 2, atMost: 2 }, [5, 6, 21, 39, 1001]);
    expect(found).toEqual([5, 21]);
  });

  it('gives more rows where many are about equally far', () => {
    const rows = Array.from({ length: 500 }, (_none, row) =>
      [...Array(DIMENSIONS).keys()].map((at) => (at * row) % 7 < 3),
    );
    const query = codesOf(vectorOf(rows[3] ?? []), DIMENSIONS);
    const many = indexOf(rows).nearest(query, { wanted: 100, atLeast: 100, atMost: Infinity });
    expect(many.length).toBeGreaterThan(100);
    expect(indexOf(rows).nearest(query, { wanted: 100, atLeast: 100, atMost: 120 })).toHaveLength(120);
  });

  it('replaces, removes and adds rows beyond its first size', () => {
    const rows = Array.from({ length: 3000 }, (_none, row) =>
      [...Array(DIMENSIONS).keys()].map((at) => (row >> (at % 12)) % 2 === 1),
    );
    const index = indexOf(rows);
    const wanted = Array<boolean>(DIMENSIONS).fill(true);
    index.set(2 * 1234 + 1, codesOf(vectorOf(wanted), DIMENSIONS));
    expect(index.nearest(codesOf(vectorOf(wanted), DIMENSIONS), { wanted: 1, atLeast: 1, atMost: 1 })).toEqual([2469]);
    index.remove(new Set([2469, 1, 5999]));
    expect(index.size).toBe(2997);
    const left = index.nearest(codesOf(vectorOf(wanted), DIMENSIONS), { ...ALL, atLeast: 3000 });
    expect(left).toHaveLength(2997);
    expect(left).not.toContain(2469);
    index.set(6001, codesOf(vectorOf(wanted), DIMENSIONS));
    expect(index.size).toBe(2998);
    expect(() => index.set(2, codesOf(vectorOf(wanted), DIMENSIONS))).toThrow(RangeError);
  });
});
