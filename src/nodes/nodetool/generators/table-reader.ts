import type { Column } from '../../dataframe/dataframe.js';

/** A row by the names of its columns; null where a value is missing or isn't of the column's type. */
export type TableRecord = Readonly<Record<string, unknown>>;

/** Reads a Markdown table while a model writes it. */
export class TableReader {
  private line = '';
  private header: readonly string[] | null = null;
  private read: readonly Column[];
  private isOver = false;

  /** @param wanted columns of the table; none takes those that the model writes, as texts */
  constructor(private readonly wanted: readonly Column[]) {
    this.read = wanted;
  }

  /** The columns; known with the head of the table. */
  get columns(): readonly Column[] {
    return this.read;
  }

  /** Takes the next piece of the text and gives the rows that are whole with it. */
  add(piece: string): readonly TableRecord[] {
    const lines = `${this.line}${piece}`.split('\n');
    this.line = lines.pop() ?? '';
    return lines.flatMap((line) => this.row(line));
  }

  /** Reads the line that the text ends in. */
  end(): readonly TableRecord[] {
    const { line } = this;
    this.line = '';
    return this.row(line);
  }

  private row(line: string): readonly TableRecord[] {
    const cells = cellsOf(line);
    if (!cells) {
      this.isOver ||= this.header !== null;
      return [];
    }
    if (this.isOver || cells.every((cell) => /^:?-+:?$/.test(cell))) return [];
    if (this.header) return [this.record(cells)];
    this.begin(cells);
    return [];
  }

  private begin(header: readonly string[]): void {
    this.header = header;
    if (this.wanted.length === 0) this.read = header.map((name) => ({ name, data_type: 'string' }));
  }

  private record(cells: readonly string[]): TableRecord {
    return Object.fromEntries(
      this.read.map(({ name, data_type: type }, index) => [name, convert(cells[this.placeOf(name, index)], type)]),
    );
  }

  /** Columns are found by name; where the model has named them otherwise, by their order. */
  private placeOf(name: string, index: number): number {
    const place = this.header?.findIndex((title) => title.toLowerCase() === name.toLowerCase()) ?? -1;
    return place < 0 ? index : place;
  }
}

/** Values between the bars of a line; null for a line that isn't one of a table. */
const cellsOf = (line: string): readonly string[] | null => {
  const text = line.trim();
  if (!text.startsWith('|')) return null;
  return text
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll('\\|', '|').trim());
};

const convert = (cell: string | undefined, type: Column['data_type']): unknown => {
  if (cell === undefined || cell === '') return null;
  if (type !== 'int' && type !== 'float') return cell;
  const value = Number(cell.replaceAll(/[\s,_](?=\d{3}(?!\d))/g, ''));
  if (!Number.isFinite(value)) return null;
  return type === 'int' && !Number.isInteger(value) ? null : value;
};
