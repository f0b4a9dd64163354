import { ValueError } from '../errors.js';
import { Float } from '../number.js';

/** A piece of an expression. */
export type Token =
  | { readonly kind: 'name' | 'operator'; readonly text: string }
  | { readonly kind: 'literal'; readonly text: string; readonly value: unknown }
  | { readonly kind: 'quoted-name'; readonly text: string };

/** The kind of expression: a template's (with filters and tests) or a query's (with `&`, `|` and backticks). */
export type Dialect = 'template' | 'query';

const SPACE = /\s+/y;
const NAME = /[\p{L}_][\p{L}\p{N}_]*/uy;
const NUMBER =
  /0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.\d[\d_]*|\.\d[\d_]*|\d[\d_]*\.?(?![\p{L}_.]))(?:[eE][+-]?\d+)?|\d[\d_]*(?:[eE][+-]?\d+)?/uy;
/** A template's numbers begin with a digit: `.0` there is an element. */
const LEADING_DOT = /\.\d/y;
const STRING = /'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"/y;
const BACKTICKED = /`([^`]*)`/y;
const OPERATOR = /\*\*|\/\/|==|!=|<=|>=|[-+*/%<>=()[\]{},.:|~&@]/y;
const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|(\r?\n)|([^]))/g;
const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

/**
 * Cuts an expression into tokens.
 *
 * @throws ValueError for a character that begins none
 */
export const tokenize = (source: string, dialect: Dialect): Token[] => {
  const tokens: Token[] = [];
  let position = 0;
  while (position < source.length) {
    const { token, length } = readToken(source, position, dialect);
    if (token) tokens.push(token);
    position += length;
  }
  return tokens;
};

const readToken = (
  source: string,
  at: number,
  dialect: Dialect,
): { readonly token?: Token; readonly length: number } => {
  const space = matchAt(SPACE, source, at);
  if (space) return { length: space.length };
  const name = matchAt(NAME, source, at);
  if (name) return { token: { kind: 'name', text: name }, length: name.length };
  const isElement = dialect === 'template' && matchAt(LEADING_DOT, source, at) !== null;
  const number = isElement ? null : matchAt(NUMBER, source, at);
  if (number) return { token: { kind: 'literal', text: number, value: numberValue(number) }, length: number.length };
  const text = matchAt(STRING, source, at);
  if (text) return { token: { kind: 'literal', text, value: unescapeText(text.slice(1, -1)) }, length: text.length };
  const quoted = dialect === 'query' ? matchAt(BACKTICKED, source, at) : null;
  if (quoted) return { token: { kind: 'quoted-name', text: quoted.slice(1, -1) }, length: quoted.length };
  const operator = matchAt(OPERATOR, source, at);
  if (operator) return { token: { kind: 'operator', text: operator }, length: operator.length };
  throw new ValueError(`unexpected char ${JSON.stringify(source.charAt(at)).replaceAll('"', "'")} at ${at}`);
};

const matchAt = (pattern: RegExp, source: string, at: number): string | null => {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? null;
};

const numberValue = (text: string): number | Float => {
  const value = Number(text.replaceAll('_', ''));
  return /^0[xX]/.test(text) || !/[.eE]/.test(text) || !Number.isInteger(value) ? value : new Float(value);
};

const unescapeText = (text: string): string =>
  text.replace(ESCAPE, (whole, x?: string, u?: string, long?: string, octal?: string, line?: string, letter = '') => {
    const hex = x ?? u ?? long;
    if (hex !== undefined) return String.fromCodePoint(Math.min(parseInt(hex, 16), 0x10ffff));
    if (octal !== undefined) return String.fromCodePoint(parseInt(octal, 8));
    if (line !== undefined) return '';
    return SHORT_ESCAPES[letter] ?? whole;
  });
