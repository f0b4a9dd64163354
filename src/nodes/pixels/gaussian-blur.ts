import type { Picture } from './picture.js';
import { mapPlanes } from './picture.js';

/** So many box blurs after each other come close to a Gaussian one; Pillow takes as many. */
const PASSES = 3;

/**
 * Blurs a picture as Pillow's Gaussian blur does: by box blurs whose width needn't be whole.
 *
 * @param radius standard deviation, in pixels
 */
export const gaussianBlur = (picture: Picture, radius: number): Picture => {
  if (radius <= 0) return picture;
  const reach = boxRadius(radius);
  const { width, height } = picture;
  return mapPlanes(picture, (plane) => {
    let rows = plane;
    for (let pass = 0; pass < PASSES; pass++) rows = blurRows(rows, width, reach);
    let columns = transposed(rows, width, height);
    for (let pass = 0; pass < PASSES; pass++) columns = blurRows(columns, height, reach);
    return transposed(columns, height, width);
  });
};

/** Radius of the box that has, applied several times, the variance of the Gaussian. */
const boxRadius = (sigma: number): number => {
  const variance = (sigma * sigma) / PASSES;
  const whole = Math.floor((Math.sqrt(12 * variance + 1) - 1) / 2);
  const rest = ((2 * whole + 1) * (whole * (whole + 1) - 3 * variance)) / (6 * (variance - (whole + 1) ** 2));
  return whole + rest;
};

/** Means over `2 * radius + 1` pixels of each row; the two outermost count in part, and edge pixels go on beyond the edge. */
const blurRows = (plane: Uint8Array, width: number, radius: number): Uint8Array => {
  const whole = Math.floor(radius);
  const inner = 1 / (radius * 2 + 1);
  const outer = (1 - (whole * 2 + 1) * inner) / 2;
  const result = new Uint8Array(plane.length);
  for (let start = 0; start < plane.length; start += width) {
    const last = start + width - 1;
    const at = (x: number): number => plane[x < start ? start : x > last ? last : x] ?? 0;
    let total = 0;
    for (let x = start - whole; x <= start + whole; x++) total += at(x);
    for (let x = start; x <= last; x++) {
      result[x] = Math.floor(total * inner + (at(x - whole - 1) + at(x + whole + 1)) * outer + 0.5);
      total += at(x + whole + 1) - at(x - whole);
    }
  }
  return result;
};

const transposed = (plane: Uint8Array, width: number, height: number): Uint8Array => {
  const result = new Uint8Array(plane.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) result[x * height + y] = plane[y * width + x] ?? 0;
  }
  return result;
};
