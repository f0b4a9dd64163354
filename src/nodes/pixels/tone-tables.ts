import { ValueError } from '../python/errors.js';
import type { Picture } from './picture.js';
import { mapValues, planeOf, toByte } from './picture.js';

const tableOf = (valueAt: (value: number) => number): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, at) => valueAt(at));

/** Turns light into dark. */
export const invert = (picture: Picture): Picture => mapValues(picture, () => tableOf((value) => 255 - value));

/** Turns values from a threshold on into their opposites. */
export const solarize = (picture: Picture, threshold: number): Picture =>
  mapValues(picture, () => tableOf((value) => (value < threshold ? value : 255 - value)));

/** Keeps the highest bits of each value. */
export const posterize = (picture: Picture, bits: number): Picture =>
  mapValues(picture, () => tableOf((value) => value & ~(2 ** (8 - bits) - 1)));

/** Spreads the values of each channel so that all are about equally frequent. */
export const equalize = (picture: Picture): Picture =>
  mapValues(picture, (channel) => {
    const counts = histogram(planeOf(picture, channel));
    const used = counts.filter((count) => count > 0);
    const step = Math.floor((sum(used) - (used.at(-1) ?? 0)) / 255);
    if (used.length <= 1 || step === 0) return tableOf((value) => value);
    let seen = Math.floor(step / 2);
    return tableOf((value) => {
      const level = Math.min(255, Math.floor(seen / step));
      seen += counts[value] ?? 0;
      return level;
    });
  });

/**
 * Stretches each channel from its darkest to its lightest value.
 *
 * @param cutoff percent of the pixels that count as outliers, at either end
 */
export const autoContrast = (picture: Picture, cutoff: number): Picture => {
  if (cutoff > 100) throw new ValueError(`cutoff is ${cutoff}: it is a percentage, 100 at most`);
  return mapValues(picture, (channel) => {
    const counts = histogram(planeOf(picture, channel));
    const outliers = Math.floor((sum(counts) * cutoff) / 100);
    cutAway(counts, outliers);
    cutAway(counts.reverse(), outliers);
    counts.reverse();
    const low = counts.findIndex((count) => count > 0);
    const high = counts.findLastIndex((count) => count > 0);
    if (high <= low) return tableOf((value) => value);
    return tableOf((value) => Math.min(255, Math.max(0, Math.trunc(((value - low) * 255) / (high - low)))));
  });
};

/** How often each value is there. */
export const histogram = (plane: Uint8Array): number[] => {
  const counts = Array.from({ length: 256 }, () => 0);
  for (const value of plane) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};

/** Mean of a plane. */
export const meanOf = (plane: Uint8Array): number => {
  let total = 0;
  for (const value of plane) total += value;
  return total / plane.length;
};

/** Moves each value on the way from another picture to this one, or beyond it: 0 gives the other, 1 this one. */
export const interpolate = (from: Picture, to: Picture, factor: number): Picture =>
  mapPair(from, to, (a, b) => {
    const value = a + factor * (b - a);
    return value <= 0 ? 0 : value >= 255 ? 255 : Math.trunc(value);
  });

/** Joins the colours of two pictures of one layout; the opacity is that of the second. */
export const mapPair = (from: Picture, to: Picture, join: (a: number, b: number) => number): Picture => {
  const data = new Uint8Array(to.data);
  const { channels } = to;
  const colors = channels <= 2 ? 1 : 3;
  for (let pixel = 0; pixel < data.length; pixel += channels) {
    for (let at = pixel; at < pixel + colors; at++) data[at] = join(from.data[at] ?? 0, data[at] ?? 0);
  }
  return { ...to, data };
};

/** A picture of one grey all over, in the layout of another. */
export const uniform = (like: Picture, value: number): Picture => mapValues(like, () => tableOf(() => toByte(value)));

/** Takes pixels away, from the first value on. */
const cutAway = (counts: number[], pixelCount: number): void => {
  let rest = pixelCount;
  for (let value = 0; value < 256 && rest > 0; value++) {
    const taken = Math.min(rest, counts[value] ?? 0);
    counts[value] = (counts[value] ?? 0) - taken;
    rest -= taken;
  }
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
