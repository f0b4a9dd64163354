import type { Picture } from './picture.js';
import { mapPlanes, toByte } from './picture.js';

/** Weights of a pixel and its neighbours, row by row from the top, 3 × 3 or 5 × 5. */
export interface Kernel {
  readonly weights: readonly number[];
  readonly divisor: number;
  /** What is added to every result. */
  readonly offset: number;
}

const kernel = (weights: readonly number[], divisor: number, offset = 0): Kernel => ({ weights, divisor, offset });

/** Pillow's filters of the same names; it reads its kernels from the bottom row up, which shows in `emboss`. */
export const KERNELS = {
  contour: kernel([-1, -1, -1, -1, 8, -1, -1, -1, -1], 1, 255),
  detail: kernel([0, -1, 0, -1, 10, -1, 0, -1, 0], 6),
  edgeEnhance: kernel([-1, -1, -1, -1, 10, -1, -1, -1, -1], 2),
  emboss: kernel([0, 0, 0, 0, 1, 0, -1, 0, 0], 1, 128),
  findEdges: kernel([-1, -1, -1, -1, 8, -1, -1, -1, -1], 1),
  sharpen: kernel([-2, -2, -2, -2, 32, -2, -2, -2, -2], 16),
  smooth: kernel([1, 1, 1, 1, 5, 1, 1, 1, 1], 13),
} as const;

/** Filters a picture; pixels whose neighbours reach beyond the edge stay as they are. */
export const convolve = (picture: Picture, { weights, divisor, offset }: Kernel): Picture => {
  const { width, height } = picture;
  const size = Math.sqrt(weights.length);
  const reach = (size - 1) / 2;
  const steps = weights.flatMap((weight, at) => {
    const step = (Math.floor(at / size) - reach) * width + (at % size) - reach;
    return weight === 0 ? [] : [{ step, weight: weight / divisor }];
  });
  return mapPlanes(picture, (plane) => {
    const result = new Uint8Array(plane);
    for (let y = reach; y < height - reach; y++) {
      for (let index = y * width + reach; index < (y + 1) * width - reach; index++) {
        let total = offset;
        for (const { step, weight } of steps) total += (plane[index + step] ?? 0) * weight;
        result[index] = toByte(total);
      }
    }
    return result;
  });
};
