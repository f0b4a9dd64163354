import type { Picture } from './picture.js';
import { toRgba, withData } from './picture.js';

/** A part of a picture; it may reach beyond the edges. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Cuts out a part; what lies beyond the picture is black, or clear where the picture has an opacity. */
export const crop = (picture: Picture, { left, top, width, height }: Area): Picture => {
  const { channels, data } = picture;
  const result = new Uint8Array(width * height * channels);
  const [from, to] = [Math.max(0, left), Math.min(picture.width, left + width)];
  if (to > from) {
    for (let y = Math.max(0, -top); y < height && y + top < picture.height; y++) {
      const row = (y + top) * picture.width;
      result.set(data.subarray((row + from) * channels, (row + to) * channels), (y * width + from - left) * channels);
    }
  }
  return { width, height, channels, data: result };
};

/** Lays one picture over another; clear parts let what is below show through. What reaches beyond the edges is cut off. */
export const overlay = (base: Picture, top: Picture, left: number, up: number): Picture => {
  const [below, above] = [base, toRgba(top)];
  const data = new Uint8Array(below.data);
  const { channels } = below;
  for (let y = Math.max(0, -up); y < above.height && y + up < below.height; y++) {
    for (let x = Math.max(0, -left); x < above.width && x + left < below.width; x++) {
      const from = (y * above.width + x) * 4;
      blendPixel(data, ((y + up) * below.width + x + left) * channels, channels, above.data.subarray(from, from + 4));
    }
  }
  return withData(below, data);
};

const blendPixel = (data: Uint8Array, at: number, channels: number, color: Uint8Array): void => {
  const above = (color[3] ?? 0) / 255;
  const below = channels === 4 ? ((data[at + 3] ?? 0) / 255) * (1 - above) : 1 - above;
  const whole = above + below;
  if (whole === 0) return;
  for (let channel = 0; channel < 3; channel++) {
    const value = ((color[channel] ?? 0) * above + (data[at + channel] ?? 0) * below) / whole;
    data[at + channel] = Math.round(value);
  }
  if (channels === 4) data[at + 3] = Math.round(whole * 255);
};

/** Adds a border of one grey. */
export const frame = (picture: Picture, border: number, gray: number): Picture => {
  const { channels } = picture;
  const [width, height] = [picture.width + 2 * border, picture.height + 2 * border];
  const data = new Uint8Array(width * height * channels).fill(gray);
  if (channels % 2 === 0) for (let at = channels - 1; at < data.length; at += channels) data[at] = 255;
  for (let y = 0; y < picture.height; y++) {
    const row = picture.data.subarray(y * picture.width * channels, (y + 1) * picture.width * channels);
    data.set(row, ((y + border) * width + border) * channels);
  }
  return { width, height, channels, data };
};
