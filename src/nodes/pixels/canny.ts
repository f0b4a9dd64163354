import type { Picture } from './picture.js';
import { planeOf, toGray } from './picture.js';

const TAN_22 = Math.tan(Math.PI / 8);
const TAN_67 = Math.tan((3 * Math.PI) / 8);
/** What a pixel can be: no edge, an edge if one touches it, an edge. */
const [NONE, WEAK, STRONG] = [0, 1, 2] as const;

/**
 * Finds edges by Canny's method: thin lines where the brightness changes by more than `high`, and what goes on from these
 * by more than `low`.
 *
 * @returns grey: 255 on edges, 0 elsewhere
 */
export const canny = (picture: Picture, low: number, high: number): Picture => {
  const { width, height } = picture;
  const gradient = gradientOf(planeOf(toGray(picture), 0), width, height);
  const marks = thinned(gradient, width, height, Math.min(low, high), Math.max(low, high));
  const data = new Uint8Array(width * height);
  const open: number[] = [];
  marks.forEach((mark, index) => mark === STRONG && open.push(index));
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    data[index] = 255;
    for (const next of neighboursOf(index, width, height)) {
      if (marks[next] !== WEAK) continue;
      marks[next] = STRONG;
      open.push(next);
    }
  }
  return { width, height, channels: 1, data };
};

interface Gradient {
  readonly dx: Int16Array;
  readonly dy: Int16Array;
  readonly size: Int32Array;
}

/** Sobel's differences; edge pixels go on beyond the edge. */
const gradientOf = (plane: Uint8Array, width: number, height: number): Gradient => {
  const [dx, dy, size] = [new Int16Array(plane.length), new Int16Array(plane.length), new Int32Array(plane.length)];
  for (let y = 0; y < height; y++) {
    const rows = [Math.max(0, y - 1), y, Math.min(height - 1, y + 1)].map((row) => row * width);
    const [above = 0, same = 0, below = 0] = rows;
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(0, x - 1), Math.min(width - 1, x + 1)];
      const at = (row: number, column: number): number => plane[row + column] ?? 0;
      const index = same + x;
      dx[index] =
        at(above, right) +
        2 * at(same, right) +
        at(below, right) -
        at(above, left) -
        2 * at(same, left) -
        at(below, left);
      dy[index] =
        at(below, left) + 2 * at(below, x) + at(below, right) - at(above, left) - 2 * at(above, x) - at(above, right);
      size[index] = Math.abs(dx[index] ?? 0) + Math.abs(dy[index] ?? 0);
    }
  }
  return { dx, dy, size };
};

/** Keeps pixels whose change is the largest across the edge. */
const thinned = ({ dx, dy, size }: Gradient, width: number, height: number, low: number, high: number): Uint8Array => {
  const marks = new Uint8Array(size.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const index = y * width + x;
      const value = size[index] ?? 0;
      if (value <= low) continue;
      const at = (column: number, row: number): number =>
        column < 0 || row < 0 || column >= width || row >= height ? 0 : (size[row * width + column] ?? 0);
      const [stepX, stepY] = stepAcross(dx[index] ?? 0, dy[index] ?? 0);
      // One of two equal neighbours is kept.
      const isLargest = value > at(x - stepX, y - stepY) && value >= at(x + stepX, y + stepY);
      if (isLargest) marks[index] = value > high ? STRONG : WEAK;
      else marks[index] = NONE;
    }
  }
  return marks;
};

/** The neighbour towards which the brightness changes. */
const stepAcross = (dx: number, dy: number): readonly [number, number] => {
  const [across, down] = [Math.abs(dx), Math.abs(dy)];
  if (down < across * TAN_22) return [1, 0];
  if (down > across * TAN_67) return [0, 1];
  return dx < 0 === dy < 0 ? [1, 1] : [-1, 1];
};

const neighboursOf = (index: number, width: number, height: number): number[] => {
  const [x, y] = [index % width, Math.floor(index / width)];
  const found: number[] = [];
  for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
    for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++)
      found.push(row * width + column);
  }
  return found;
};
