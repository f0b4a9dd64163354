import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Picture } from '../../pixels/picture.js';
import { combineGrid, sliceGrid } from './grid.js';

const picture = (width: number, height: number): Picture => ({
  width,
  height,
  channels: 3,
  data: Uint8Array.from({ length: width * height * 3 }, (_, index) => (index * 37) % 251),
});

describe('a grid', () => {
  it('put together again is the picture, whatever its size', () => {
    const sides = fc.integer({ min: 4, max: 20 });
    const counts = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(sides, sides, counts, counts, (width, height, columns, rows) => {
        const whole = picture(width, height);
        const tiles = sliceGrid(whole, columns, rows);
        expect(tiles).toHaveLength(columns * rows);
        expect(combineGrid(tiles, columns)).toEqual(whole);
      }),
    );
  });

  it('has tiles that are about square where one number is left open', () => {
    expect(sliceGrid(picture(12, 6), 4, 0).map(({ width, height }) => [width, height])).toEqual(
      Array.from({ length: 8 }, () => [3, 3]),
    );
  });

  it('leaves clear what no tile covers', () => {
    const result = combineGrid([picture(2, 2), picture(1, 1), picture(1, 1)], 0);
    expect([result.width, result.height, result.channels]).toEqual([3, 3, 4]);
    expect([...result.data].filter((value, index) => index % 4 === 3 && value === 255)).toHaveLength(6);
  });

  it('is refused without tiles, or with more of them than pixels', () => {
    expect(() => combineGrid([], 2)).toThrow('No tiles');
    expect(() => sliceGrid(picture(4, 4), 0, 0)).toThrow('at least one');
    expect(() => sliceGrid(picture(4, 4), 5, 1)).toThrow("can't be cut");
  });
});
