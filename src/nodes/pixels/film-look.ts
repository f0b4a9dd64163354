import type { ColorTransform } from './color-transform.js';
import { clamp01, eachChannel } from './color-transform.js';
import type { PerChannel } from './grading.js';
import {
  colorBalance,
  colorDecision,
  curves,
  exposure,
  liftGammaGain,
  saturationVibrance,
  splitToning,
} from './grading.js';

/** Names of the looks. */
export const FILM_LOOKS = [
  'teal_orange',
  'blockbuster',
  'noir',
  'vintage',
  'cold_blue',
  'warm_sunset',
  'matrix',
  'bleach_bypass',
  'cross_process',
  'faded_film',
] as const;
export type FilmLook = (typeof FILM_LOOKS)[number];

const same = (value: number): PerChannel => [value, value, value];
const contrast = (amount: number): ColorTransform =>
  exposure({ exposure: 0, contrast: amount, highlights: 0, shadows: 0, whites: 0, blacks: 0 });
const tones = (shadowHue: number, highlightHue: number, strength: number): ColorTransform =>
  splitToning({ hue: shadowHue, saturation: strength }, { hue: highlightHue, saturation: strength }, 0);
const fade = (amount: number): ColorTransform => liftGammaGain(same(amount), same(1), same(1 - amount / 2));

/** What each look does, one step after the other. */
const STEPS: Readonly<Record<FilmLook, readonly ColorTransform[]>> = {
  teal_orange: [tones(190, 30, 0.6), contrast(0.1), saturationVibrance(0.1, 0.2)],
  blockbuster: [tones(200, 35, 0.5), contrast(0.2), liftGammaGain(same(0), same(0.95), same(1.05))],
  noir: [saturationVibrance(-1, 0), contrast(0.35), liftGammaGain(same(-0.03), same(0.95), same(1.05))],
  vintage: [colorBalance(0.25, 0.05), saturationVibrance(-0.2, 0), fade(0.08)],
  cold_blue: [colorBalance(-0.4, 0), saturationVibrance(-0.15, 0), contrast(0.1)],
  warm_sunset: [colorBalance(0.45, 0.1), saturationVibrance(0.15, 0.1), tones(330, 40, 0.25)],
  matrix: [colorDecision([0.85, 1.1, 0.85], [-0.02, 0.02, -0.02], [1.1, 0.95, 1.1], 0.7), contrast(0.15)],
  bleach_bypass: [saturationVibrance(-0.55, 0), contrast(0.35)],
  cross_process: [
    curves({ blackPoint: 0, whitePoint: 1, shadows: 0, midtones: 0, highlights: 0, channels: [0.06, 0.08, -0.1] }),
    contrast(0.2),
    saturationVibrance(0.2, 0),
  ],
  faded_film: [fade(0.15), saturationVibrance(-0.25, 0), contrast(-0.05)],
};

/**
 * Gives a picture the look of a kind of film.
 *
 * @param intensity 0 leaves the picture alone, 1 is the look, 2 twice as far
 */
export const filmLook = (look: FilmLook, intensity: number): ColorTransform => {
  const steps = STEPS[look];
  const before = new Float64Array(3);
  return (color, x, y) => {
    before.set(color);
    for (const step of steps) step(color, x, y);
    eachChannel(color, (value, channel) => {
      const start = before[channel] ?? 0;
      return clamp01(start + (clamp01(value) - start) * intensity);
    });
  };
};
