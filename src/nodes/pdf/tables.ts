import type { Box, Span } from './pdf-document.js';
import { boxAround } from './pdf-document.js';

/** A table as it was found on a page: every row has as many cells as there are columns. */
export interface FoundTable extends Box {
  readonly rows: readonly (readonly string[])[];
  readonly columnCount: number;
}

interface Cell extends Box {
  readonly text: string;
  readonly size: number;
}

/** A gap between two words that makes them cells, in parts of the size of their letters. */
const CELL_GAP = 1;
/** A gap between two rows that ends a table, in parts of the size of their letters. */
const ROW_GAP = 2.2;
/** Cells with more letters are running text in columns, not a table. */
const CELL_LENGTH = 60;

/** Finds what is set like a table: neighbouring rows of several short cells that stand in common columns. */
export const findTables = (spans: readonly Span[]): FoundTable[] => {
  const tables: FoundTable[] = [];
  let run: Cell[][] = [];
  const flush = (): void => {
    const table = tableOf(run);
    if (table !== null) tables.push(table);
    run = [];
  };
  for (const row of visualRows(spans)) {
    const last = run.at(-1)?.[0];
    const [first] = row;
    if (last && first && first.y0 - last.y1 > ROW_GAP * first.size) flush();
    if (row.length > 1) run.push(row);
    else flush();
  }
  flush();
  return tables;
};

/** Words that stand side by side, from the top of the page to its bottom, each row cut into cells. */
const visualRows = (spans: readonly Span[]): Cell[][] => {
  const words = spans.filter((span) => span.text.trim() !== '').sort((a, b) => a.y1 - b.y1 || a.x0 - b.x0);
  const rows: Span[][] = [];
  for (const word of words) {
    const first = rows.at(-1)?.[0];
    if (first && Math.abs(word.y1 - first.y1) < 0.5 * Math.max(first.size, 1)) rows.at(-1)?.push(word);
    else rows.push([word]);
  }
  return rows.map((row) => cellsOf(row.sort((a, b) => a.x0 - b.x0)));
};

const cellsOf = (row: readonly Span[]): Cell[] => {
  const groups: Span[][] = [];
  for (const word of row) {
    const last = groups.at(-1)?.at(-1);
    if (last && word.x0 - last.x1 < CELL_GAP * Math.max(word.size, 1)) groups.at(-1)?.push(word);
    else groups.push([word]);
  }
  return groups.map((group) => ({
    ...boxAround(group),
    text: group
      .map((word) => word.text.trim())
      .join(' ')
      .trim(),
    size: Math.max(...group.map((word) => word.size)),
  }));
};

const tableOf = (rows: readonly (readonly Cell[])[]): FoundTable | null => {
  const cells = rows.flat();
  const columns = columnsOf(cells);
  if (rows.length < 2 || columns.length < 2) return null;
  if (cells.filter((cell) => cell.text.length > CELL_LENGTH).length * 3 > cells.length) return null;
  const texts = rows.map((row) =>
    columns.map((column) =>
      row
        .filter((cell) => cell.x0 <= column.x1 && cell.x1 >= column.x0)
        .map((cell) => cell.text)
        .join(' '),
    ),
  );
  return { ...boxAround(cells), rows: texts, columnCount: columns.length };
};

/** Columns are what is left when cells that share a part of the width are taken for one. */
const columnsOf = (cells: readonly Cell[]): { readonly x0: number; readonly x1: number }[] => {
  const columns: { x0: number; x1: number }[] = [];
  for (const { x0, x1 } of cells.toSorted((a, b) => a.x0 - b.x0)) {
    const last = columns.at(-1);
    if (last && x0 <= last.x1) last.x1 = Math.max(last.x1, x1);
    else columns.push({ x0, x1 });
  }
  return columns;
};
