import type { Block, Line } from './lines.js';
import { blocksOf, linesOf } from './lines.js';
import type { Box, PdfPage } from './pdf-document.js';
import type { FoundTable } from './tables.js';
import { findTables } from './tables.js';

const BULLET = /^[•‣▪●◦–]\s*/;
/** How much larger than the running text a heading is. */
const HEADING_RATIO = 1.15;
const MAX_LEVEL = 6;

interface Piece extends Box {
  readonly markdown: (look: Looks) => string;
}

/** Sizes of letters: the running text, and larger ones, the largest first. */
interface Looks {
  readonly body: number;
  readonly headings: readonly number[];
}

/** Writes pages as Markdown: larger letters become headings, what is set like a table becomes one. */
export const pagesToMarkdown = (pages: readonly Pick<PdfPage, 'spans'>[]): string => {
  const looks = looksOf(pages.flatMap((page) => linesOf(page.spans)));
  return pages
    .flatMap((page) => piecesOf(page).map((piece) => piece.markdown(looks)))
    .filter((text) => text !== '')
    .join('\n\n');
};

const piecesOf = ({ spans }: Pick<PdfPage, 'spans'>): Piece[] => {
  const tables = findTables(spans);
  const lines = linesOf(spans).filter((line) => !tables.some((table) => isInside(line, table)));
  const pieces: Piece[] = blocksOf(lines).map((block) => ({
    ...block,
    markdown: (looks) => blockMarkdown(block, looks),
  }));
  for (const table of tables) {
    const piece = { ...table, markdown: () => tableMarkdown(table.rows) };
    // What stands below the table follows it; the order of the file is kept for the rest.
    const at = pieces.findIndex((other) => other.y0 >= table.y1);
    pieces.splice(at === -1 ? pieces.length : at, 0, piece);
  }
  return pieces;
};

const blockMarkdown = ({ lines }: Block, { headings }: Looks): string => {
  const level = headings.findIndex((size) => Math.abs(size - (lines[0]?.size ?? 0)) < 0.6) + 1;
  const texts = lines.map((line) => line.text.trim());
  if (level > 0) return `${'#'.repeat(Math.min(level, MAX_LEVEL))} ${texts.join(' ')}`;
  return texts.map((text) => text.replace(BULLET, '- ')).join('\n');
};

/** Writes rows as a Markdown table, the first one as its head. */
export const tableMarkdown = (rows: readonly (readonly string[])[]): string => {
  const [head = [], ...body] = rows.map((row) =>
    row.map((cell) => cell.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')),
  );
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n');
};

const looksOf = (lines: readonly Line[]): Looks => {
  const letters = new Map<number, number>();
  for (const line of lines) {
    const size = Math.round(line.size);
    letters.set(size, (letters.get(size) ?? 0) + line.text.length);
  }
  const [body = 0] = [...letters].sort(([, a], [, b]) => b - a).map(([size]) => size);
  const headings = [...letters.keys()].filter((size) => size > body * HEADING_RATIO).sort((a, b) => b - a);
  return { body, headings };
};

const isInside = (line: Line, table: FoundTable): boolean => {
  const middle = (line.y0 + line.y1) / 2;
  return middle > table.y0 && middle < table.y1 && line.x0 < table.x1 && table.x0 < line.x1;
};
