import { labToRgb, rgbToLab } from './lab.js';
import type { Picture } from './picture.js';
import { planeOf, toByte, withData } from './picture.js';

/** A plane of brightness with the tables of its tiles. */
interface Tiles {
  readonly count: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly tables: readonly Uint8Array[];
}

/**
 * Evens out the contrast part by part (CLAHE): in each tile of a grid brightness is equalized, but no value may take more
 * than a share of the pixels, and between tiles their results are mixed. Colours keep their hue: only lightness changes.
 *
 * @param clipLimit how many times its even share a value may have; 0 sets no limit
 * @param gridSize tiles per side
 */
export const adaptiveContrast = (picture: Picture, clipLimit: number, gridSize: number): Picture => {
  const { width, height, channels } = picture;
  if (channels <= 2) {
    const even = evened(planeOf(picture, 0), width, height, clipLimit, gridSize);
    const data = new Uint8Array(picture.data);
    even.forEach((value, index) => (data[index * channels] = value));
    return withData(picture, data);
  }
  const labs = new Float32Array(width * height * 3);
  const lightness = new Uint8Array(width * height);
  for (let index = 0; index < lightness.length; index++) {
    const at = index * channels;
    const lab = rgbToLab(picture.data[at] ?? 0, picture.data[at + 1] ?? 0, picture.data[at + 2] ?? 0);
    labs.set(lab, index * 3);
    lightness[index] = toByte(lab[0] * 2.55);
  }
  const even = evened(lightness, width, height, clipLimit, gridSize);
  const data = new Uint8Array(picture.data);
  for (let index = 0; index < even.length; index++) {
    const color = labToRgb((even[index] ?? 0) / 2.55, labs[index * 3 + 1] ?? 0, labs[index * 3 + 2] ?? 0);
    for (let channel = 0; channel < 3; channel++) data[index * channels + channel] = toByte(color[channel] ?? 0);
  }
  return withData(picture, data);
};

const evened = (plane: Uint8Array, width: number, height: number, clipLimit: number, count: number): Uint8Array => {
  const tiles = tilesOf(plane, width, height, clipLimit, count);
  const result = new Uint8Array(plane.length);
  for (let y = 0; y < height; y++) {
    const down = between(y, tiles.tileHeight, count);
    for (let x = 0; x < width; x++) {
      const value = plane[y * width + x] ?? 0;
      const across = between(x, tiles.tileWidth, count);
      const mixedRow = (row: number): number => {
        const left = tiles.tables[row * count + across.first]?.[value] ?? 0;
        const right = tiles.tables[row * count + across.second]?.[value] ?? 0;
        return left + (right - left) * across.share;
      };
      const [top, bottom] = [mixedRow(down.first), mixedRow(down.second)];
      result[y * width + x] = toByte(top + (bottom - top) * down.share);
    }
  }
  return result;
};

/** The two tiles whose middles a place lies between, and how far it is on the way to the second. */
const between = (place: number, tileLength: number, count: number) => {
  const position = place / tileLength - 0.5;
  const first = Math.floor(position);
  const clamp = (tile: number): number => Math.min(count - 1, Math.max(0, tile));
  return { first: clamp(first), second: clamp(first + 1), share: position - first };
};

const tilesOf = (plane: Uint8Array, width: number, height: number, clipLimit: number, count: number): Tiles => {
  const [tileWidth, tileHeight] = [Math.ceil(width / count), Math.ceil(height / count)];
  const area = tileWidth * tileHeight;
  const limit = clipLimit > 0 ? Math.max(1, Math.floor((clipLimit * area) / 256)) : area;
  const tables = Array.from({ length: count * count }, (_, tile) => {
    const [left, top] = [(tile % count) * tileWidth, Math.floor(tile / count) * tileHeight];
    const counts = new Uint32Array(256);
    for (let y = top; y < top + tileHeight; y++) {
      for (let x = left; x < left + tileWidth; x++) {
        const value = plane[mirrored(y, height) * width + mirrored(x, width)] ?? 0;
        counts[value] = (counts[value] ?? 0) + 1;
      }
    }
    return tableOf(counts, limit, area);
  });
  return { count, tileWidth, tileHeight, tables };
};

/** What lies beyond the edge is the mirror image of what lies before it. */
const mirrored = (place: number, length: number): number =>
  place < length ? place : Math.max(0, 2 * length - 2 - place);

/** Cuts the counts off at the limit, gives what was cut to all values alike, and adds up. */
const tableOf = (counts: Uint32Array, limit: number, area: number): Uint8Array => {
  let excess = 0;
  counts.forEach((count, value) => {
    if (count <= limit) return;
    excess += count - limit;
    counts[value] = limit;
  });
  const [share, rest] = [Math.floor(excess / 256), excess % 256];
  const step = rest > 0 ? Math.max(1, Math.floor(256 / rest)) : 256;
  let total = 0;
  return Uint8Array.from(counts, (count, value) => {
    const isExtra = rest > 0 && value % step === 0 && value / step < rest;
    total += count + share + (isExtra ? 1 : 0);
    return toByte((total * 255) / area);
  });
};
