/** Characters of a line that are passed on; a program may write one without end. */
const MAX_LINE = 8192;
/** Lines that an error quotes. */
const LAST_LINES = 8;

/** Cuts what a program writes into lines; a carriage return ends one too, because progress is drawn with it. */
export class LineReader {
  private rest = '';
  private readonly last: string[] = [];

  constructor(private readonly onLine: ((line: string) => void) | undefined) {}

  /** The last lines, for an error. */
  get lastWords(): string {
    return [...this.last, this.rest].filter((line) => line.trim() !== '').join('\n') || 'it said nothing';
  }

  add(text: string): void {
    const lines = (this.rest + text).split(/\r\n|\n|\r/);
    this.rest = (lines.pop() ?? '').slice(0, MAX_LINE);
    for (const line of lines) this.take(line.slice(0, MAX_LINE));
  }

  private take(line: string): void {
    this.last.push(line);
    if (this.last.length > LAST_LINES) this.last.shift();
    this.onLine?.(line);
  }
}
