import { codePointsOf } from './code-points.js';
import { ValueError } from './errors.js';

/** What Python's `str.isspace` and `\s` take for white space, as the inside of a character class. */
export const SPACE_CLASS = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

const SPACES = new RegExp(`[${SPACE_CLASS}]+`, 'u');
const SPACE = new RegExp(`[${SPACE_CLASS}]`, 'u');
/** What `str.splitlines` takes for a line end, as the inside of a character class. */
const LINE_ENDS = '\\n-\\r\\x1c-\\x1e\\x85\\u2028\\u2029';
const LINE_BREAK = new RegExp(`\\r\\n|[${LINE_ENDS}]`);
const CASED = /\p{Cased}/u;

/** Which ends of a text an operation works on. */
export type Side = 'start' | 'end' | 'both';

/** Strips white space, or the given characters, from the ends of a text. */
export const strip = (text: string, characters: string | null = null, side: Side = 'both'): string => {
  if (characters !== null) return stripCharacters(text, characters, side);
  let from = 0;
  let to = text.length;
  // Walking in from both ends takes time for the ends only, whatever runs of blanks lie between.
  if (side !== 'end') while (from < to && SPACE.test(text.charAt(from))) from += 1;
  if (side !== 'start') while (to > from && SPACE.test(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
};

const stripCharacters = (text: string, characters: string, side: Side): string => {
  const stripped = new Set(codePointsOf(characters));
  const points = codePointsOf(text);
  let from = 0;
  let to = points.length;
  if (side !== 'end') while (from < to && stripped.has(points[from] ?? '')) from += 1;
  if (side !== 'start') while (to > from && stripped.has(points[to - 1] ?? '')) to -= 1;
  return points.slice(from, to).join('');
};

/** Splits at runs of white space; the ends give no empty words. */
export const splitWords = (text: string): string[] => strip(text).split(SPACES).filter(Boolean);

/**
 * Splits at every occurrence of a separator.
 *
 * @throws ValueError when the separator is empty
 */
export const splitText = (text: string, separator: string): string[] => {
  if (separator === '') throw new ValueError('empty separator');
  return text.split(separator);
};

/** Splits into lines at every line end that Unicode knows; a last empty line doesn't count. */
export const splitLines = (text: string): string[] => {
  const lines = text.split(LINE_BREAK);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
};

/** Replaces the occurrences of a text, or the first `count`; an empty one stands between all characters. */
export const replaceText = (text: string, old: string, replacement: string, count = -1): string => {
  const parts = old === '' ? ['', ...codePointsOf(text), ''] : text.split(old);
  if (count < 0 || count >= parts.length - 1) return parts.join(replacement);
  const kept = parts.slice(count).join(old);
  return [...parts.slice(0, count), kept].join(replacement);
};

/** Upper-cases the first letter of every word and lower-cases the others; a word begins after anything uncased. */
export const titleCase = (text: string): string => {
  let isInWord = false;
  return text.replace(/\P{Cased}+|\p{Cased}+/gu, (run) => {
    if (!CASED.test(run)) {
      isInWord = false;
      return run;
    }
    const result = isInWord ? run.toLowerCase() : capitalize(run);
    isInWord = true;
    return result;
  });
};

/** Upper-cases the first character and lower-cases all others. */
export const capitalize = (text: string): string => {
  const [first = ''] = text;
  // Lower-casing the whole keeps the word-final form of sigma right.
  return titleLetter(first) + text.toLowerCase().slice(first.toLowerCase().length);
};

/** Digraphs have a form of their own between upper and lower case: U+01C4 to U+01CC and U+01F1 to U+01F3. */
const DIGRAPHS: Readonly<Record<string, string>> = {
  Ǆ: 'ǅ',
  ǅ: 'ǅ',
  ǆ: 'ǅ',
  Ǉ: 'ǈ',
  ǈ: 'ǈ',
  ǉ: 'ǈ',
  Ǌ: 'ǋ',
  ǋ: 'ǋ',
  ǌ: 'ǋ',
  Ǳ: 'ǲ',
  ǲ: 'ǲ',
  ǳ: 'ǲ',
  ŉ: 'ʼN',
};

const titleLetter = (letter: string): string => {
  const special = DIGRAPHS[letter];
  if (special) return special;
  // Georgian letters have capitals for all-capital text only.
  if (/[\u10d0-\u10ff]/.test(letter)) return letter;
  const iota = withIota(letter.codePointAt(0) ?? 0);
  if (iota !== undefined) return String.fromCodePoint(iota);
  const [first = '', ...rest] = letter.toUpperCase();
  return first + rest.join('').toLowerCase();
};

/** Greek vowels keep their small iota at the start of a word; only in capitals does it become a letter. */
const withIota = (code: number): number | undefined => {
  if (code >= 0x1f80 && code <= 0x1faf) return code | 8;
  if (code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3) return code + 9;
  return undefined;
};

/**
 * First position of a text within `[start, end)`, in code points, or -1.
 *
 * @param isLast finds the last position
 */
export const findText = (text: string, sought: string, start: number, end: number, isLast = false): number => {
  const points = codePointsOf(text);
  if (start > points.length) return -1;
  const window = points.slice(start, end).join('');
  const index = isLast ? window.lastIndexOf(sought) : window.indexOf(sought);
  return index === -1 || end < start ? -1 : start + codePointsOf(window.slice(0, index)).length;
};
