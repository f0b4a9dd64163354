const TOKEN = /[ \t\r\n]*(?:([{}[\],:])|(")|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/uy;

// A piece of a string; bounded, because a long match costs the engine's stack. Every control character is illegal
// but DEL and the C1 set, which come back in.
const TEXT_PIECE = /(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})){1,1000}/uy;

/** What may come next while a JSON text is read. */
type Expectation = 'value' | 'value or ]' | '"name" or }' | '"name"' | ':' | ', or ]' | ', or }' | 'the end';

/** Where a JSON text stops being one. Line and column count from 1. */
export interface JsonFault {
  readonly line: number;
  readonly column: number;
  readonly expected: Expectation;
}

/** Finds the first place where a text breaks the grammar of JSON; null for valid JSON. */
export const locateJsonFault = (text: string): JsonFault | null => {
  const open: string[] = [];
  let expected: Expectation = 'value';
  let offset = 0;
  while (expected !== 'the end') {
    const token = readToken(text, offset);
    const next: Expectation | null = token && after(expected, token.kind, open);
    if (!token || !next) return faultAt(text, offset, expected);
    expected = next;
    offset = token.end;
  }
  return /^[ \t\r\n]*$/u.test(text.slice(offset)) ? null : faultAt(text, offset, expected);
};

/** Reads the token at an offset: a bracket or sign by itself, `text` or `scalar`; null where there is none. */
const readToken = (text: string, offset: number): { kind: string; end: number } | null => {
  TOKEN.lastIndex = offset;
  const match = TOKEN.exec(text);
  if (!match) return null;
  const [, sign, quote] = match;
  if (quote === undefined) return { kind: sign ?? 'scalar', end: TOKEN.lastIndex };
  TEXT_PIECE.lastIndex = TOKEN.lastIndex;
  let end = TOKEN.lastIndex;
  while (TEXT_PIECE.test(text)) end = TEXT_PIECE.lastIndex;
  return text[end] === '"' ? { kind: 'text', end: end + 1 } : null;
};

/** What is expected after a token, or null where that token can't stand. Keeps the stack of open brackets. */
const after = (expected: Expectation, token: string, open: string[]): Expectation | null => {
  const isValue = token === 'text' || token === 'scalar';
  if (expected === '"name"' || expected === '"name" or }') {
    if (token === 'text') return ':';
    return token === '}' && expected === '"name" or }' ? closed(open) : null;
  }
  if (expected === ':') return token === ':' ? 'value' : null;
  if (expected === ', or ]' || expected === ', or }') {
    if (token === ',') return expected === ', or ]' ? 'value' : '"name"';
    return token === expected.at(-1) ? closed(open) : null;
  }
  if (isValue) return inside(open);
  if (token === ']' && expected === 'value or ]') return closed(open);
  if (token !== '{' && token !== '[') return null;
  open.push(token);
  return token === '{' ? '"name" or }' : 'value or ]';
};

const closed = (open: string[]): Expectation => {
  open.pop();
  return inside(open);
};

const inside = (open: readonly string[]): Expectation => {
  const bracket = open.at(-1);
  if (bracket === undefined) return 'the end';
  return bracket === '[' ? ', or ]' : ', or }';
};

const faultAt = (text: string, offset: number, expected: Expectation): JsonFault => {
  const start = offset + (/^[ \t\r\n]*/u.exec(text.slice(offset))?.[0].length ?? 0);
  const before = text.slice(0, start).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, expected };
};
