import { isRecord } from '../../common/json.js';
import { lengthOf } from './code-points.js';
import { ValueError } from './errors.js';
import { Float, formatFloat, formatNumber } from './number.js';

/** How JSON text is written. */
export interface JsonTextOptions {
  /** Blanks per level; without it everything stays on one line. 0 still breaks lines. */
  readonly indent?: number | undefined;
  readonly sortKeys?: boolean;
  /** Escapes everything outside ASCII. Default true. */
  readonly ensureAscii?: boolean;
}

/** Writes JSON text as `json.dumps` does: `", "` and `": "` between members, `NaN` and `Infinity` by name. */
export const writeJson = (value: unknown, options: JsonTextOptions = {}): string => writeMember(value, options, 0);

const writeMember = (value: unknown, options: JsonTextOptions, level: number): string => {
  if (typeof value === 'string') return writeText(value, options.ensureAscii ?? true);
  if (typeof value === 'number') return NAMED[String(value)] ?? formatNumber(value);
  if (value instanceof Float) return NAMED[String(value.value)] ?? formatFloat(value.value);
  if (Array.isArray(value)) {
    return wrap(
      '[',
      ']',
      value.map((item) => writeMember(item, options, level + 1)),
      options,
      level,
    );
  }
  if (isRecord(value)) {
    const keys = options.sortKeys ? Object.keys(value).sort() : Object.keys(value);
    const members = keys.map(
      (key) => `${writeText(key, options.ensureAscii ?? true)}: ${writeMember(value[key], options, level + 1)}`,
    );
    return wrap('{', '}', members, options, level);
  }
  return typeof value === 'boolean' ? String(value) : 'null';
};

const NAMED: Readonly<Record<string, string>> = { NaN: 'NaN', Infinity: 'Infinity', '-Infinity': '-Infinity' };

const wrap = (
  open: string,
  close: string,
  members: readonly string[],
  { indent }: JsonTextOptions,
  level: number,
): string => {
  if (members.length === 0) return open + close;
  if (indent === undefined) return open + members.join(', ') + close;
  const line = `\n${' '.repeat(Math.max(0, indent) * (level + 1))}`;
  return `${open}${line}${members.join(`,${line}`)}\n${' '.repeat(Math.max(0, indent) * level)}${close}`;
};

const writeText = (text: string, ensureAscii: boolean): string => {
  const quoted = JSON.stringify(text);
  if (!ensureAscii) return quoted;
  return quoted.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
};

/**
 * Reads JSON text as `json.loads` does, `NaN` and `Infinity` included.
 *
 * @throws ValueError with the place of the fault: `Expecting value: line 1 column 4 (char 3)`
 */
export const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return new JsonReader(text).read();
  }
};

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const LITERALS: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
];

/** The slow way: it knows Python's extra literals and says where a fault is. */
class JsonReader {
  private position = 0;

  constructor(private readonly text: string) {}

  read(): unknown {
    if (this.text.startsWith('\ufeff')) this.fail('Unexpected UTF-8 BOM (decode using utf-8-sig)', 0);
    this.skipSpaces();
    const value = this.value();
    this.skipSpaces();
    if (this.position < this.text.length) this.fail('Extra data');
    return value;
  }

  private value(): unknown {
    const character = this.text[this.position];
    if (character === '"') return this.string();
    if (character === '{') return this.object();
    if (character === '[') return this.array();
    for (const [word, value] of LITERALS) {
      if (!this.text.startsWith(word, this.position)) continue;
      this.position += word.length;
      return value;
    }
    const number = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/.exec(this.text.slice(this.position, this.position + 400));
    if (!number) return this.fail('Expecting value');
    this.position += number[0].length;
    return Number(number[0]);
  }

  private array(): unknown[] {
    const items: unknown[] = [];
    this.position += 1;
    this.skipSpaces();
    if (this.take(']')) return items;
    for (;;) {
      items.push(this.value());
      this.skipSpaces();
      if (this.take(']')) return items;
      if (!this.take(',')) this.fail("Expecting ',' delimiter");
      this.skipSpaces();
    }
  }

  private object(): Record<string, unknown> {
    const members: [string, unknown][] = [];
    this.position += 1;
    this.skipSpaces();
    if (this.take('}')) return {};
    for (;;) {
      if (this.text[this.position] !== '"') this.fail('Expecting property name enclosed in double quotes');
      const key = this.string();
      this.skipSpaces();
      if (!this.take(':')) this.fail("Expecting ':' delimiter");
      this.skipSpaces();
      members.push([key, this.value()]);
      this.skipSpaces();
      if (this.take('}')) return Object.fromEntries(members);
      if (!this.take(',')) this.fail("Expecting ',' delimiter");
      this.skipSpaces();
    }
  }

  private string(): string {
    const start = this.position;
    let result = '';
    this.position += 1;
    for (;;) {
      const character = this.text[this.position];
      if (character === undefined) return this.fail('Unterminated string starting at', start);
      if (character === '"') break;
      if (character < ' ') this.fail('Invalid control character at');
      this.position += 1;
      result += character === '\\' ? this.escape(start) : character;
    }
    this.position += 1;
    return result;
  }

  private escape(start: number): string {
    const letter = this.text[this.position];
    if (letter === undefined) return this.fail('Unterminated string starting at', start);
    if (letter === 'u') {
      const digits = this.text.slice(this.position + 1, this.position + 5);
      if (!/^[\da-f]{4}$/i.test(digits)) this.fail('Invalid \\uXXXX escape');
      this.position += 5;
      return String.fromCharCode(parseInt(digits, 16));
    }
    const escaped = ESCAPES[letter];
    if (escaped === undefined) return this.fail('Invalid \\escape', this.position - 1);
    this.position += 1;
    return escaped;
  }

  private skipSpaces(): void {
    while (' \t\n\r'.includes(this.text[this.position] ?? '?')) this.position += 1;
  }

  private take(sign: string): boolean {
    if (this.text[this.position] !== sign) return false;
    this.position += 1;
    return true;
  }

  private fail(problem: string, position = this.position): never {
    const before = this.text.slice(0, position);
    const line = before.split('\n').length;
    const column = lengthOf(before.slice(before.lastIndexOf('\n') + 1)) + 1;
    throw new ValueError(`${problem}: line ${line} column ${column} (char ${lengthOf(before)})`);
  }
}
