import { gaussianBlur } from './gaussian-blur.js';
import type { Picture } from './picture.js';
import { toByte } from './picture.js';
import { mapPair } from './tone-tables.js';

/**
 * Sharpens by adding what a blur takes away.
 *
 * @param percent how much of it
 * @param threshold differences up to this are left alone
 */
export const unsharpMask = (picture: Picture, radius: number, percent: number, threshold: number): Picture =>
  mapPair(gaussianBlur(picture, radius), picture, (blurred, value) => {
    const difference = value - blurred;
    return Math.abs(difference) > threshold ? toByte(value + Math.trunc((difference * percent) / 100)) : value;
  });
