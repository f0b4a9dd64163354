import { ValueError } from './errors.js';
import { lengthOf } from './code-points.js';

/** A pattern or a replacement that Python's `re` refuses, with its text: `nothing to repeat at position 0`. */
export class PatternError extends ValueError {
  override readonly name = 'PatternError';

  /** @param index place of the fault in UTF-16 units of `pattern` */
  constructor(problem: string, pattern: string, index: number) {
    const position = lengthOf(pattern.slice(0, index));
    const before = pattern.slice(0, index);
    const place = pattern.includes('\n')
      ? ` (line ${before.split('\n').length}, column ${position - lengthOf(before.slice(0, before.lastIndexOf('\n') + 1)) + 1})`
      : '';
    super(`${problem} at position ${position}${place}`);
  }
}

/** Flags of a pattern, or of a part of it. */
export interface PatternFlags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly ascii: boolean;
  readonly verbose: boolean;
}

/** The opening bracket of a capturing group; `group` is its Python number, or null for one of our own. */
export interface OpenPiece {
  readonly kind: 'open';
  readonly group: number | null;
}

/** A piece of the translated pattern: text, an opening bracket, or a reference to a group. */
export type Piece =
  | string
  | OpenPiece
  | { readonly kind: 'reference'; readonly group: number }
  | { readonly kind: 'repeat'; readonly open: OpenPiece };

/** A Python pattern in JS syntax, to be compiled with the flags `vs` and, when `ignoreCase`, `i`. */
export interface Translation {
  readonly source: string;
  readonly ignoreCase: boolean;
  /** JS group number of each Python group; index 0 is the whole match. */
  readonly groups: readonly number[];
  /** Python group number by name. */
  readonly names: ReadonlyMap<string, number>;
  /** True when an empty match may be tried before a longer one at the same place. */
  readonly mayPreferEmpty: boolean;
}

/** Character classes as the inside of a JS class with the `v` flag. */
export const classOf = (letter: string, { ascii }: PatternFlags, spaces: string): string => {
  if (letter === 'd') return ascii ? '0-9' : '\\p{Nd}';
  if (letter === 'w') return ascii ? 'A-Za-z0-9_' : '\\p{L}\\p{N}_';
  return ascii ? ' \\t-\\r' : spaces;
};

/** Escapes that stand for one character, in patterns and in replacements alike. */
export const CHARACTER_ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Writes a character so that a JS pattern with the `v` flag takes it literally, in and out of a class. */
export const literalOf = (character: string): string => {
  if (/[!-/:-@[-^`{-~]/.test(character)) return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  const code = character.codePointAt(0) ?? 0;
  return code < 0x20 || (code >= 0xd800 && code <= 0xdfff) ? `\\u{${code.toString(16)}}` : character;
};

/** Both cases of a letter inside a class, for a part of a pattern that ignores case on its own. */
export const bothCases = (character: string): string[] => [
  ...new Set([character, character.toLowerCase(), character.toUpperCase()].filter((form) => lengthOf(form) === 1)),
];
