import { ValueError } from '../../python/errors.js';
import type { Picture } from '../../pixels/picture.js';
import { toRgba } from '../../pixels/picture.js';
import { checkSize } from '../../pixels/picture-codec.js';
import { crop } from '../../pixels/place.js';

/** Tiles that an image may be cut into. */
const MAX_TILES = 10_000;

/**
 * Cuts a picture into tiles, row by row, that cover it whole; where it can't be divided evenly, some are a pixel larger.
 * One of the two numbers may be 0: it is chosen so that tiles are about square.
 *
 * @throws ValueError when both are 0, and for more tiles than pixels
 */
export const sliceGrid = (picture: Picture, columns: number, rows: number): Picture[] => {
  if (columns === 0 && rows === 0) throw new ValueError('columns and rows are both 0: give at least one of them');
  const { width, height } = picture;
  const columnCount = columns || Math.max(1, Math.round((rows * width) / height));
  const rowCount = rows || Math.max(1, Math.round((columns * height) / width));
  if (columnCount > width || rowCount > height || columnCount * rowCount > MAX_TILES) {
    const size = `${width} × ${height} pixels`;
    throw new ValueError(`an image of ${size} can't be cut into ${columnCount} × ${rowCount} tiles`);
  }
  const [xs, ys] = [cuts(width, columnCount), cuts(height, rowCount)];
  return Array.from({ length: rowCount * columnCount }, (_, tile) => {
    const [column, row] = [tile % columnCount, Math.floor(tile / columnCount)];
    const [left = 0, right = 0] = xs.slice(column, column + 2);
    const [top = 0, bottom = 0] = ys.slice(row, row + 2);
    return crop(picture, { left, top, width: right - left, height: bottom - top });
  });
};

/**
 * Lays tiles out row by row. A column is as wide as its widest tile and a row as high as its highest; what stays free is clear.
 *
 * @param columns 0 takes as many as make the grid about square
 * @throws ValueError without a tile, and when the result were too large
 */
export const combineGrid = (tiles: readonly Picture[], columns: number): Picture => {
  if (tiles.length === 0) throw new ValueError('No tiles provided for combining.');
  const columnCount = Math.min(tiles.length, columns || Math.ceil(Math.sqrt(tiles.length)));
  const rowCount = Math.ceil(tiles.length / columnCount);
  const widths = largest(
    tiles,
    columnCount,
    (index) => index % columnCount,
    ({ width }) => width,
  );
  const heights = largest(
    tiles,
    rowCount,
    (index) => Math.floor(index / columnCount),
    ({ height }) => height,
  );
  const [xs, ys] = [sums(widths), sums(heights)];
  const [width, height] = [xs.at(-1) ?? 0, ys.at(-1) ?? 0];
  checkSize(width, height, 'combined image');
  const data = new Uint8Array(width * height * 4);
  tiles.forEach((tile, index) => {
    const { data: source, ...size } = toRgba(tile);
    const [left, top] = [xs[index % columnCount] ?? 0, ys[Math.floor(index / columnCount)] ?? 0];
    for (let y = 0; y < size.height; y++) {
      const row = source.subarray(y * size.width * 4, (y + 1) * size.width * 4);
      data.set(row, ((y + top) * width + left) * 4);
    }
  });
  return withoutNeedlessAlpha({ width, height, channels: 4, data });
};

/** Places of the cuts, from 0 to the length. */
const cuts = (length: number, count: number): number[] =>
  Array.from({ length: count + 1 }, (_, index) => Math.floor((index * length) / count));

const largest = (
  tiles: readonly Picture[],
  count: number,
  placeOf: (index: number) => number,
  lengthOf: (tile: Picture) => number,
): number[] => {
  const lengths = Array.from({ length: count }, () => 0);
  tiles.forEach((tile, index) => {
    const place = placeOf(index);
    lengths[place] = Math.max(lengths[place] ?? 0, lengthOf(tile));
  });
  return lengths;
};

const sums = (lengths: readonly number[]): number[] => {
  const result = [0];
  for (const length of lengths) result.push((result.at(-1) ?? 0) + length);
  return result;
};

/** Leaves the opacity out where nothing is clear. */
const withoutNeedlessAlpha = (picture: Picture): Picture => {
  const { width, height, data } = picture;
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return picture;
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    rgb[to] = data[from] ?? 0;
    rgb[to + 1] = data[from + 1] ?? 0;
    rgb[to + 2] = data[from + 2] ?? 0;
  }
  return { width, height, channels: 3, data: rgb };
};
