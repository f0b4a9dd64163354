import type { Box, Span } from './pdf-document.js';
import { boxAround } from './pdf-document.js';

/** A line of text on a page. */
export interface Line extends Box {
  readonly text: string;
  readonly spans: readonly Span[];
  /** Size of its largest letters, in points. */
  readonly size: number;
}

/** Lines that stand together. */
export interface Block extends Box {
  readonly lines: readonly Line[];
}

/** How far apart lines of one block may be, in parts of their size. */
const BLOCK_GAP = 0.8;
/** How much letters of one block may differ in size. */
const SIZE_RATIO = 1.15;

/** The lines of a page, in the order of the file. */
export const linesOf = (spans: readonly Span[]): Line[] => {
  const lines: Span[][] = [];
  let isEnded = true;
  for (const span of spans) {
    if (span.text !== '') {
      const last = lines.at(-1)?.at(-1);
      if (isEnded || last === undefined || isElsewhere(last, span)) lines.push([]);
      lines.at(-1)?.push(span);
      isEnded = false;
    }
    isEnded ||= span.endsLine;
  }
  return lines.map(lineOf).filter((line) => line.text !== '');
};

/** The blocks of a page: a new one begins behind a gap, in another column, or with letters of another size. */
export const blocksOf = (lines: readonly Line[]): Block[] => {
  const blocks: Line[][] = [];
  for (const line of lines) {
    const last = blocks.at(-1)?.at(-1);
    if (last === undefined || !belongTogether(last, line)) blocks.push([line]);
    else blocks.at(-1)?.push(line);
  }
  return blocks.map((block) => ({ ...boxAround(block), lines: block }));
};

/** The text of lines, one below the other. */
export const textOfLines = (lines: readonly Line[]): string => lines.map((line) => line.text).join('\n');

const lineOf = (spans: readonly Span[]): Line => {
  const visible = spans.filter((span) => span.text.trim() !== '');
  const text = spans
    .map((span) => span.text)
    .join('')
    .trimEnd();
  return {
    ...boxAround(visible.length > 0 ? visible : spans),
    text: text.trim() === '' ? '' : text,
    spans,
    size: sizeOf(spans),
  };
};

const sizeOf = (spans: readonly Span[]): number => Math.max(...spans.map((span) => span.size));

const isElsewhere = (last: Span, span: Span): boolean =>
  Math.abs(last.y1 - span.y1) > 0.7 * Math.max(last.size, span.size, 1);

const belongTogether = (last: Line, line: Line): boolean => {
  const gap = line.y0 - last.y1;
  const sharesWidth = line.x0 < last.x1 && last.x0 < line.x1;
  const ratio = Math.max(line.size, last.size) / Math.max(0.1, Math.min(line.size, last.size));
  return sharesWidth && gap > -last.size && gap < BLOCK_GAP * line.size && ratio < SIZE_RATIO;
};
