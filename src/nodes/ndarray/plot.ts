import { escapeXml } from '../svg/xml.js';
import { ValueError } from '../python/errors.js';
import { rangeOf } from './media.js';
import type { NdArray } from './ndarray.js';
import { spellShape } from './ndarray.js';

/** How the values of a plot are drawn. */
export type PlotKind = 'line' | 'bar' | 'scatter';

const [WIDTH, HEIGHT] = [640, 480];
const AREA = { left: 70, top: 30, width: 540, height: 400 };
const COLORS = ['#1f6fb4', '#d9722b', '#2f9e5b', '#c23b3b', '#7d5fb2', '#8a6a52', '#c45a9c', '#6f6f6f'];
/** Marks that are drawn at most; more would lie on each other. */
const MAX_POINTS = 20_000;
const MAX_SERIES = 50;

/**
 * Draws an array as a diagram (SVG): one axis gives one series, of two axes each column is one.
 *
 * @throws ValueError for other shapes, and for more points than can be seen
 */
export const plotArray = ({ shape, data }: NdArray, kind: PlotKind): string => {
  const [count = 0, series = 1] = shape;
  if (shape.length < 1 || shape.length > 2 || data.length === 0 || series > MAX_SERIES) {
    throw new ValueError(
      `an array of shape ${spellShape(shape)} can't be plotted: it takes one axis, or two with up to ${MAX_SERIES} columns`,
    );
  }
  if (kind !== 'line' && data.length > MAX_POINTS) {
    throw new ValueError(`${data.length} points are more than the ${MAX_POINTS} that are drawn; plot a line instead`);
  }
  const [low, high] = paddedRange(data, kind);
  const yOf = (value: number): number => AREA.top + AREA.height * (1 - (value - low) / (high - low));
  const xOf = (index: number): number =>
    AREA.left + (AREA.width * (kind === 'bar' ? index + 0.5 : index)) / Math.max(1, kind === 'bar' ? count : count - 1);
  const marks = Array.from({ length: series }, (_, column) => {
    const values = Array.from({ length: count }, (_value, index) => data[index * series + column] ?? NaN);
    return MARKS[kind](values, { xOf, yOf, column, series, color: COLORS[column % COLORS.length] ?? '#000000', count });
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">` +
    `<rect width="100%" height="100%" fill="#ffffff"/>${axes(low, high, count, yOf, xOf)}${marks.join('')}</svg>`
  );
};

interface Series {
  readonly xOf: (index: number) => number;
  readonly yOf: (value: number) => number;
  readonly column: number;
  readonly series: number;
  readonly color: string;
  readonly count: number;
}

const at = (value: number): string => value.toFixed(2);

const MARKS: Readonly<Record<PlotKind, (values: readonly number[], series: Series) => string>> = {
  line: (values, { xOf, yOf, color }) => {
    let isOpen = false;
    const path = values.map((value, index) => {
      if (!Number.isFinite(value)) {
        isOpen = false;
        return '';
      }
      const step = `${isOpen ? 'L' : 'M'}${at(xOf(index))} ${at(yOf(value))}`;
      isOpen = true;
      return step;
    });
    return `<path d="${path.join('')}" fill="none" stroke="${color}" stroke-width="1.5" stroke-linejoin="round"/>`;
  },
  bar: (values, { xOf, yOf, column, series, color, count }) => {
    const width = (AREA.width / count) * 0.8;
    return values
      .map((value, index) => {
        if (!Number.isFinite(value)) return '';
        const [top, bottom] = [Math.min(yOf(value), yOf(0)), Math.max(yOf(value), yOf(0))];
        const left = xOf(index) - width / 2 + (width / series) * column;
        const size = `width="${at(width / series)}" height="${at(bottom - top)}"`;
        return `<rect x="${at(left)}" y="${at(top)}" ${size} fill="${color}"/>`;
      })
      .join('');
  },
  scatter: (values, { xOf, yOf, color }) =>
    values
      .map((value, index) =>
        Number.isFinite(value) ? `<circle cx="${at(xOf(index))}" cy="${at(yOf(value))}" r="3" fill="${color}"/>` : '',
      )
      .join(''),
};

/** The values that the vertical axis runs through; bars stand on 0. */
const paddedRange = (data: Float64Array, kind: PlotKind): readonly [number, number] => {
  const [least, most] = rangeOf(data);
  const [low, high] = kind === 'bar' ? [Math.min(0, least), Math.max(0, most)] : [least, most];
  if (low === high) return [low - 1, high + 1];
  const margin = (high - low) * 0.05;
  return [kind === 'bar' && low === 0 ? 0 : low - margin, kind === 'bar' && high === 0 ? 0 : high + margin];
};

const axes = (
  low: number,
  high: number,
  count: number,
  yOf: (value: number) => number,
  xOf: (index: number) => number,
): string => {
  const right = AREA.left + AREA.width;
  const bottom = AREA.top + AREA.height;
  const rows = ticks(low, high).map(
    (value) =>
      `<line x1="${AREA.left}" x2="${right}" y1="${at(yOf(value))}" y2="${at(yOf(value))}" stroke="#dddddd"/>` +
      `<text x="${AREA.left - 8}" y="${at(yOf(value) + 4)}" text-anchor="end">${escapeXml(label(value))}</text>`,
  );
  const columns = ticks(0, count - 1)
    .filter(Number.isInteger)
    .map((index) => `<text x="${at(xOf(index))}" y="${bottom + 18}" text-anchor="middle">${label(index)}</text>`);
  const frame = `<rect x="${AREA.left}" y="${AREA.top}" width="${AREA.width}" height="${AREA.height}" fill="none" stroke="#444444"/>`;
  const text = 'font-family="DejaVu Sans, sans-serif" font-size="12" fill="#444444"';
  return `<g ${text}>${rows.join('')}${columns.join('')}</g>${frame}`;
};

/** Round numbers from one bound to the other, about five of them. */
const ticks = (low: number, high: number): number[] => {
  if (high <= low) return [low];
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, index) => (first + index) * step);
};

const label = (value: number): string => String(Number(value.toPrecision(6)));
