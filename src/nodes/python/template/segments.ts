import { ValueError } from '../errors.js';

/** A part of a template: plain text, an expression to print, or a statement. */
export interface Segment {
  readonly kind: 'text' | 'print' | 'statement';
  readonly source: string;
}

const OPEN = /\{[{%#]/g;
const RAW_END = /\{%[-+]?\s*endraw\s*([-+]?)%\}/g;
const CLOSERS: Readonly<Record<string, string>> = { '{{': '}}', '{%': '%}', '{#': '#}' };

/**
 * Cuts a template at `{{ }}`, `{% %}` and `{# #}`, and carries out the marks `-` that swallow white space. One line
 * break at the very end doesn't count.
 *
 * @throws ValueError when a bracket isn't closed
 */
export const splitTemplate = (template: string): Segment[] =>
  new Splitter(template.replace(/\r\n|\r/g, '\n').replace(/\n$/, '')).split();

class Splitter {
  private readonly segments: Segment[] = [];
  private position = 0;
  private isSwallowing = false;

  constructor(private readonly source: string) {}

  split(): Segment[] {
    for (;;) {
      OPEN.lastIndex = this.position;
      const found = OPEN.exec(this.source);
      if (!found) break;
      this.tag(found.index, found[0]);
    }
    this.text(this.source.slice(this.position), false);
    return this.segments;
  }

  private tag(start: number, open: string): void {
    const mark = this.source[start + 2] ?? '';
    this.text(this.source.slice(this.position, start), mark === '-');
    const from = start + 2 + (mark === '-' || mark === '+' ? 1 : 0);
    const close = CLOSERS[open] ?? '';
    const end = open === '{#' ? this.source.indexOf(close, from) : findEnd(this.source, from, close);
    if (end === -1) throw new ValueError(open === '{#' ? 'Missing end of comment tag' : (PROBLEMS[open] ?? ''));
    const last = this.source[end - 1];
    const isMarked = end > from && (last === '-' || (last === '+' && open === '{%'));
    this.position = end + 2;
    this.isSwallowing = isMarked && last === '-';
    const inner = this.source.slice(from, isMarked ? end - 1 : end).trim();
    if (open === '{{') this.segments.push({ kind: 'print', source: inner });
    if (open === '{%') this.statement(inner);
  }

  private statement(inner: string): void {
    if (inner !== 'raw') {
      this.segments.push({ kind: 'statement', source: inner });
      return;
    }
    RAW_END.lastIndex = this.position;
    const end = RAW_END.exec(this.source);
    if (!end) throw new ValueError('Missing end of raw directive');
    this.text(this.source.slice(this.position, end.index), end[0].startsWith('{%-'));
    this.position = end.index + end[0].length;
    this.isSwallowing = end[1] === '-';
  }

  private text(text: string, isSwallowedBefore: boolean): void {
    const left = this.isSwallowing ? text.trimStart() : text;
    const source = isSwallowedBefore ? left.trimEnd() : left;
    this.isSwallowing = false;
    if (source !== '') this.segments.push({ kind: 'text', source });
  }
}

const PROBLEMS: Readonly<Record<string, string>> = {
  '{{': "unexpected end of template, expected 'end of print statement'.",
  '{%': "unexpected end of template, expected 'end of statement block'.",
};

/** Finds the closing bracket outside of texts and of brackets opened within. */
const findEnd = (source: string, from: number, close: string): number => {
  let depth = 0;
  for (let index = from; index < source.length; index += 1) {
    const character = source[index] ?? '';
    if (depth === 0 && source.startsWith(close, index)) return index;
    if (character === '"' || character === "'") {
      const end = endOfText(source, index);
      if (end === -1) return -1;
      index = end;
    } else if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth = Math.max(0, depth - 1);
  }
  return -1;
};

const endOfText = (source: string, start: number): number => {
  for (let index = start + 1; index < source.length; index += 1) {
    if (source[index] === '\\') index += 1;
    else if (source[index] === source[start]) return index;
  }
  return -1;
};
