import { ValueError } from '../python/errors.js';
import type { Picture } from './picture.js';
import { mapPlanes } from './picture.js';

/**
 * Replaces each pixel by one of its neighbourhood, chosen by rank: 0 is the darkest. Edge pixels go on beyond the edge.
 *
 * @param size side of the neighbourhood, odd
 * @throws ValueError for an even side, and for a rank that the neighbourhood doesn't have
 */
export const rankFilter = (picture: Picture, size: number, rank: number): Picture => {
  if (size % 2 === 0) throw new ValueError(`size is ${size}, but a neighbourhood has an odd side: 3, 5, 7, …`);
  if (rank >= size * size) {
    throw new ValueError(`rank is ${rank}, but ${size} × ${size} pixels have the ranks 0 to ${size * size - 1}`);
  }
  const { width, height } = picture;
  return mapPlanes(picture, (plane) => rankPlane(plane, width, height, (size - 1) / 2, rank));
};

/** The counts of a neighbourhood move along with it: a column leaves, a column comes. */
const rankPlane = (plane: Uint8Array, width: number, height: number, reach: number, rank: number): Uint8Array => {
  const result = new Uint8Array(plane.length);
  const counts = new Uint32Array(256);
  for (let y = 0; y < height; y++) {
    const count = (column: number, change: number): void => {
      const x = Math.min(width - 1, Math.max(0, column));
      for (let row = y - reach; row <= y + reach; row++) {
        const value = plane[Math.min(height - 1, Math.max(0, row)) * width + x] ?? 0;
        counts[value] = (counts[value] ?? 0) + change;
      }
    };
    counts.fill(0);
    for (let column = -reach; column <= reach; column++) count(column, 1);
    for (let x = 0; x < width; x++) {
      result[y * width + x] = valueAtRank(counts, rank);
      count(x - reach, -1);
      count(x + reach + 1, 1);
    }
  }
  return result;
};

const valueAtRank = (counts: Uint32Array, rank: number): number => {
  let below = 0;
  for (let value = 0; value < 256; value++) {
    below += counts[value] ?? 0;
    if (below > rank) return value;
  }
  return 255;
};
