import type { Picture } from './picture.js';
import { toByte } from './picture.js';

/**
 * Makes a picture of noise.
 *
 * @param mean middle of the values, 0 to 1; `stddev` is their spread and `random` gives numbers in `[0, 1)`
 */
export const gaussianNoise = (
  width: number,
  height: number,
  { mean, stddev, random }: { readonly mean: number; readonly stddev: number; readonly random: () => number },
): Picture => {
  const data = new Uint8Array(width * height * 3);
  for (let index = 0; index < data.length; index += 2) {
    // Box and Muller: two even random numbers give two normal ones.
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    data[index] = toByte(255 * (mean + stddev * radius * Math.cos(angle)));
    data[index + 1] = toByte(255 * (mean + stddev * radius * Math.sin(angle)));
  }
  return { width, height, channels: 3, data };
};
