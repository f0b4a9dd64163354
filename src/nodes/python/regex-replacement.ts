import { ValueError } from './errors.js';
import { CHARACTER_ESCAPES, PatternError } from './regex-syntax.js';

/** What a replacement consists of: literal texts and numbers of groups. */
export type Replacement = readonly (string | number)[];

/**
 * Reads a replacement as `re.sub` does: `\1`, `\g<1>`, `\g<name>`, `\n` and the like.
 *
 * @param groupCount number of groups in the pattern
 * @throws PatternError for a group that isn't there or an unknown escape
 */
export const readReplacement = (text: string, groupCount: number, names: ReadonlyMap<string, number>): Replacement => {
  const parts: (string | number)[] = [];
  let position = 0;
  while (position < text.length) {
    const backslash = text.indexOf('\\', position);
    if (backslash === -1) break;
    parts.push(text.slice(position, backslash));
    const escape = readEscape(text, backslash, names);
    if (typeof escape.part === 'number' && escape.part > groupCount) {
      throw new PatternError(`invalid group reference ${escape.part}`, text, escape.at);
    }
    parts.push(escape.part);
    position = escape.end;
  }
  parts.push(text.slice(position));
  return parts;
};

interface Escape {
  readonly part: string | number;
  readonly at: number;
  readonly end: number;
}

const readEscape = (text: string, backslash: number, names: ReadonlyMap<string, number>): Escape => {
  const at = backslash + 1;
  const rest = text.slice(at);
  if (rest === '') throw new PatternError('bad escape (end of pattern)', text, backslash);
  if (rest.startsWith('g')) return readNamed(text, at + 1, names);
  const octal = /^(0[0-7]{0,2}|[0-3][0-7]{2})/.exec(rest)?.[0];
  if (octal) return { part: String.fromCodePoint(parseInt(octal, 8)), at, end: at + octal.length };
  const number = /^[1-9]\d?/.exec(rest)?.[0];
  if (number) return { part: Number(number), at, end: at + number.length };
  const letter = rest.charAt(0);
  const character = CHARACTER_ESCAPES[letter];
  if (character !== undefined) return { part: character, at, end: at + 1 };
  if (/[A-Za-z]/.test(letter)) throw new PatternError(`bad escape \\${letter}`, text, backslash);
  // Anything else keeps its backslash, except the backslash itself.
  return { part: letter === '\\' ? '\\' : `\\${letter}`, at, end: at + 1 };
};

const readNamed = (text: string, start: number, names: ReadonlyMap<string, number>): Escape => {
  if (text[start] !== '<') throw new PatternError('missing <', text, start);
  const end = text.indexOf('>', start);
  if (end === -1) {
    const isEmpty = start + 1 >= text.length;
    throw new PatternError(isEmpty ? 'missing group name' : 'missing >, unterminated name', text, start + 1);
  }
  const name = text.slice(start + 1, end);
  if (name === '') throw new PatternError('missing group name', text, start + 1);
  const number = /^\d+$/.test(name) ? Number(name) : names.get(name);
  if (number === undefined) {
    // Python raises an IndexError here, which names no position.
    if (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) throw new ValueError(`unknown group name '${name}'`);
    throw new PatternError(`bad character in group name '${name}'`, text, start + 1);
  }
  return { part: number, at: start + 1, end: end + 1 };
};
