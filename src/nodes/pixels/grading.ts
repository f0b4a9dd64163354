import type { Color, ColorTransform } from './color-transform.js';
import { chromaOf, clamp01, eachChannel, hslOf, luma, saturate, setHsl, smoothStep } from './color-transform.js';

/** One value per channel. */
export type PerChannel = readonly [red: number, green: number, blue: number];

/** The colour decision list of the ASC: `(in * slope + offset) ^ power` per channel, then saturation. */
export const colorDecision =
  (slope: PerChannel, offset: PerChannel, power: PerChannel, saturation: number): ColorTransform =>
  (color) => {
    eachChannel(color, (value, channel) => {
      const moved = clamp01(value * (slope[channel] ?? 1) + (offset[channel] ?? 0));
      return moved ** (power[channel] ?? 1);
    });
    saturate(color, saturation);
  };

/** Lifts the shadows (black moves, white stays), scales by the gain (white moves, black stays), and bends by the gamma. */
export const liftGammaGain =
  (lift: PerChannel, gamma: PerChannel, gain: PerChannel): ColorTransform =>
  (color) =>
    eachChannel(color, (value, channel) => {
      const lifted = value + (lift[channel] ?? 0) * (1 - value);
      return clamp01(lifted * (gain[channel] ?? 1)) ** (1 / (gamma[channel] ?? 1));
    });

/** Shifts colours between blue and amber, and between green and magenta; the brightness stays. */
export const colorBalance =
  (temperature: number, tint: number): ColorTransform =>
  (color) => {
    const before = luma(color);
    const [warm, magenta] = [temperature * 0.3, tint * 0.3];
    const factors = [1 + warm + magenta / 2, 1 - magenta, 1 - warm + magenta / 2];
    eachChannel(color, (value, channel) => value * (factors[channel] ?? 1));
    const after = luma(color);
    if (after > 0) eachChannel(color, (value) => (value * before) / after);
  };

/** What `exposure` changes; 0 leaves each alone. */
export interface ExposureSettings {
  /** Stops: 1 doubles the light. */
  readonly exposure: number;
  readonly contrast: number;
  readonly highlights: number;
  readonly shadows: number;
  readonly whites: number;
  readonly blacks: number;
}

/** Brightens and darkens all, or the light, dark, lightest and darkest parts alone. */
export const exposure = (settings: ExposureSettings): ColorTransform => {
  const light = 2 ** settings.exposure;
  return (color) => {
    eachChannel(color, (value) => (value * light - 0.5) * (1 + settings.contrast) + 0.5);
    const brightness = clamp01(luma(color));
    const shift =
      settings.highlights * 0.25 * smoothStep(0.4, 0.8, brightness) +
      settings.shadows * 0.25 * (1 - smoothStep(0.2, 0.6, brightness)) +
      settings.whites * 0.25 * smoothStep(0.75, 1, brightness) +
      settings.blacks * 0.25 * (1 - smoothStep(0, 0.25, brightness));
    eachChannel(color, (value) => value + shift);
  };
};

/** Strengthens all colours alike (`saturation`), or those most that are weak yet (`vibrance`). */
export const saturationVibrance =
  (saturation: number, vibrance: number): ColorTransform =>
  (color) =>
    saturate(color, Math.max(0, (1 + saturation) * (1 + vibrance * (1 - clamp01(chromaOf(color))))));

/** Middle of each range of hues, in degrees. */
export const HUES = {
  reds: 0,
  oranges: 30,
  yellows: 60,
  greens: 120,
  cyans: 180,
  blues: 240,
  purples: 275,
  magentas: 310,
} as const;
/** So far from its middle a range of hues ends, and from here it fades. */
const [HUE_REACH, HUE_CORE] = [45, 15];

/** Changes hue (1 = half a turn), saturation and lightness, of all colours or of those about a hue. */
export const adjustHsl =
  (center: number | null, shift: number, saturation: number, luminance: number): ColorTransform =>
  (color) => {
    eachChannel(color, clamp01);
    const [hue, strength, lightness] = hslOf(color);
    const weight = center === null ? 1 : hueWeight(hue, center) * smoothStep(0, 0.1, strength);
    if (weight === 0) return;
    const turned = (hue + shift * 180 * weight + 360) % 360;
    const lighter =
      luminance >= 0 ? lightness + (1 - lightness) * luminance * weight : lightness * (1 + luminance * weight);
    setHsl(color, turned, clamp01(strength * (1 + saturation * weight)), clamp01(lighter));
  };

const hueWeight = (hue: number, center: number): number => {
  const distance = Math.abs(((hue - center + 540) % 360) - 180);
  return 1 - smoothStep(HUE_CORE, HUE_REACH, distance);
};

/** Gives the dark parts one tint and the light parts another; grey stays as bright as it was. */
export const splitToning = (
  shadow: { readonly hue: number; readonly saturation: number },
  highlight: { readonly hue: number; readonly saturation: number },
  balance: number,
): ColorTransform => {
  const middle = 0.5 - balance * 0.4;
  const [dark, light] = [tintOf(shadow.hue), tintOf(highlight.hue)];
  return (color) => {
    const brightness = clamp01(luma(color));
    const lightShare = smoothStep(middle - 0.5, middle + 0.5, brightness);
    const [darkWeight, lightWeight] = [(1 - lightShare) * shadow.saturation, lightShare * highlight.saturation];
    // Black and white have no room for colour.
    const room = 2 * Math.min(brightness, 1 - brightness);
    eachChannel(
      color,
      (value, channel) =>
        value + room * 0.5 * (darkWeight * (dark[channel] ?? 0) + lightWeight * (light[channel] ?? 0)),
    );
  };
};

/** How a full colour of a hue differs from the grey of its brightness. */
const tintOf = (hue: number): Color => {
  const color = new Float64Array(3);
  setHsl(color, hue, 1, 0.5);
  const gray = luma(color);
  eachChannel(color, (value) => value - gray);
  return color;
};

/** What `curves` bends; 0 leaves each alone. */
export interface CurveSettings {
  readonly blackPoint: number;
  readonly whitePoint: number;
  readonly shadows: number;
  readonly midtones: number;
  readonly highlights: number;
  /** Midtones of each channel. */
  readonly channels: PerChannel;
}

/** Bends the tones by a smooth curve: what lies at or below the black point becomes black, at or above the white point white. */
export const curves = ({
  blackPoint,
  whitePoint,
  shadows,
  midtones,
  highlights,
  channels,
}: CurveSettings): ColorTransform => {
  const range = Math.max(whitePoint - blackPoint, 1e-6);
  const tables = channels.map((own) =>
    Float64Array.from({ length: 256 }, (_, at) => {
      const value = clamp01((at / 255 - blackPoint) / range);
      return clamp01(
        value + shadows * bump(value, 0.25) + (midtones + own) * bump(value, 0.5) + highlights * bump(value, 0.75),
      );
    }),
  );
  return (color) =>
    eachChannel(color, (value, channel) => tables[channel]?.[Math.round(clamp01(value) * 255)] ?? value);
};

/** 1 in the middle, fading to 0 towards black and white. */
const bump = (value: number, middle: number): number => {
  const distance = (value - middle) / 0.25;
  return Math.exp(-0.5 * distance * distance) * Math.min(1, 8 * Math.min(value, 1 - value));
};

/** What `vignette` does to the corners. */
export interface VignetteSettings {
  /** 1 darkens to black, -1 brightens to white. */
  readonly amount: number;
  /** Where it begins: 0 in the middle, 1 at the corners. */
  readonly midpoint: number;
  /** 0 follows the shape of the picture, 1 is a circle, -1 is closer to a rectangle. */
  readonly roundness: number;
  /** How softly it comes. */
  readonly feather: number;
}

/** Darkens or brightens towards the corners. */
export const vignette = (width: number, height: number, settings: VignetteSettings): ColorTransform => {
  const { amount, midpoint, roundness, feather } = settings;
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  const longest = Math.max(middleX, middleY, 1);
  const circle = Math.max(0, roundness);
  const radiusX = Math.max(middleX, 1) * (1 - circle) + longest * circle;
  const radiusY = Math.max(middleY, 1) * (1 - circle) + longest * circle;
  const power = 2 + Math.max(0, -roundness) * 6;
  // The corner lies at 1.
  const norm = ((middleX / radiusX) ** power + (middleY / radiusY) ** power) ** (1 / power) || 1;
  const softness = Math.max(feather, 0.001);
  return (color, x, y) => {
    const [across, down] = [Math.abs(x - middleX) / radiusX, Math.abs(y - middleY) / radiusY];
    const distance = (across ** power + down ** power) ** (1 / power) / norm;
    const weight = smoothStep(midpoint - softness / 2, midpoint + softness / 2, distance) * Math.abs(amount);
    eachChannel(color, (value) => (amount >= 0 ? value * (1 - weight) : value + (1 - value) * weight));
  };
};
