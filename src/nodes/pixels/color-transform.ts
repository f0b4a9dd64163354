import type { Picture } from './picture.js';
import { toByte, toColor } from './picture.js';

/** A colour that is worked on in place: red, green, blue, each 0 to 1 on a screen. */
export type Color = Float64Array;

/** Changes a colour in place; results outside of 0 to 1 are cut off at the end. */
export type ColorTransform = (color: Color, x: number, y: number) => void;

/** Applies a change to each pixel; the opacity stays, a grey picture becomes one of colours. */
export const transformColors = (picture: Picture, transform: ColorTransform): Picture => {
  const { width, height, channels, data: source } = toColor(picture);
  const data = new Uint8Array(source);
  const color = new Float64Array(3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += channels) {
      for (let channel = 0; channel < 3; channel++) color[channel] = (data[at + channel] ?? 0) / 255;
      transform(color, x, y);
      for (let channel = 0; channel < 3; channel++) data[at + channel] = toByte((color[channel] ?? 0) * 255);
    }
  }
  return { width, height, channels, data };
};

/** Brightness of a colour, by ITU-R 709. */
export const luma = (color: Color): number =>
  0.2126 * (color[0] ?? 0) + 0.7152 * (color[1] ?? 0) + 0.0722 * (color[2] ?? 0);

/** Changes each channel by itself. */
export const eachChannel = (color: Color, change: (value: number, channel: number) => number): void => {
  for (let channel = 0; channel < 3; channel++) color[channel] = change(color[channel] ?? 0, channel);
};

/** Moves a colour towards its grey (below 1) or away from it (above 1). */
export const saturate = (color: Color, factor: number): void => {
  const gray = luma(color);
  eachChannel(color, (value) => gray + (value - gray) * factor);
};

/** How far colours are from grey: the difference of the strongest and the weakest channel. */
export const chromaOf = (color: Color): number =>
  Math.max(color[0] ?? 0, color[1] ?? 0, color[2] ?? 0) - Math.min(color[0] ?? 0, color[1] ?? 0, color[2] ?? 0);

/** 0 below the first bound, 1 above the second, and a smooth way between. */
export const smoothStep = (from: number, to: number, value: number): number => {
  const share = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return share * share * (3 - 2 * share);
};

/** Cuts off what lies outside of 0 to 1. */
export const clamp01 = (value: number): number => (value <= 0 ? 0 : value >= 1 ? 1 : value);

/** Splits a colour into hue (0 to 360), saturation and lightness (0 to 1). */
export const hslOf = (color: Color): readonly [number, number, number] => {
  const [red = 0, green = 0, blue = 0] = color;
  const [high, low] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  const lightness = (high + low) / 2;
  const range = high - low;
  if (range === 0) return [0, 0, lightness];
  const saturation = range / (1 - Math.abs(2 * lightness - 1));
  const sixth =
    high === red ? (green - blue) / range : high === green ? 2 + (blue - red) / range : 4 + (red - green) / range;
  return [(sixth * 60 + 360) % 360, saturation, lightness];
};

/** Writes the colour of a hue, a saturation and a lightness. */
export const setHsl = (color: Color, hue: number, saturation: number, lightness: number): void => {
  const range = saturation * Math.min(lightness, 1 - lightness);
  eachChannel(color, (_, channel) => {
    const place = (([0, 8, 4][channel] ?? 0) + hue / 30) % 12;
    return lightness - range * Math.max(-1, Math.min(place - 3, 9 - place, 1));
  });
};
