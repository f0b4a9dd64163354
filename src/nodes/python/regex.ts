import { ValueError } from './errors.js';
import { readReplacement } from './regex-replacement.js';
import type { PatternFlags, Translation } from './regex-syntax.js';
import { PatternError } from './regex-syntax.js';
import { translatePattern } from './regex-translator.js';

/** One match: `groups[0]` is the whole, a group that took no part is `null`. */
export interface Match {
  readonly index: number;
  readonly groups: readonly (string | null)[];
}

/** How much of a text on either side counts where a longer match is looked for behind an empty one. */
const WINDOW = 1000;
const MAX_CACHED = 256;
const MAX_CACHED_LENGTH = 20_000;
const cache = new Map<string, Pattern>();

/**
 * Compiles a pattern in the syntax of Python's `re`; recent ones are kept.
 *
 * @throws PatternError with Python's text when the pattern is invalid
 */
export const compilePattern = (pattern: string, flags: Partial<PatternFlags> = {}): Pattern => {
  const all = { ignoreCase: false, multiline: false, dotAll: false, ascii: false, verbose: false, ...flags };
  const key = `${JSON.stringify(all)}${pattern}`;
  const known = cache.get(key);
  if (known) return known;
  const compiled = new Pattern(translatePattern(pattern, all));
  if (cache.size >= MAX_CACHED) cache.clear();
  if (key.length <= MAX_CACHED_LENGTH) cache.set(key, compiled);
  return compiled;
};

/** Compiles a pattern, or gives null when it's invalid: filters leave out what they can't judge. */
export const compileIfValid = (pattern: string): Pattern | null => {
  try {
    return compilePattern(pattern);
  } catch (error) {
    if (error instanceof PatternError) return null;
    throw error;
  }
};

/** A compiled pattern with the operations of Python's `re`. */
export class Pattern {
  private readonly flags: string;
  private readonly anchored: RegExp;
  private longer: RegExp | null = null;

  constructor(private readonly translation: Translation) {
    this.flags = translation.ignoreCase ? 'vsi' : 'vs';
    // Compiled once here, so that a pattern JS can't take fails when it's made.
    this.anchored = new RegExp(translation.source, `${this.flags}y`);
  }

  get groupCount(): number {
    return this.translation.groups.length - 1;
  }

  /** First match anywhere. */
  search(text: string): Match | null {
    return this.matches(text).next().value ?? null;
  }

  /** Match at the start of the text. */
  match(text: string): Match | null {
    this.anchored.lastIndex = 0;
    const found = this.anchored.exec(text);
    return found && this.toMatch(found);
  }

  /** Match of the whole text. */
  fullMatch(text: string): Match | null {
    const found = new RegExp(`^(?:${this.translation.source})$`, this.flags).exec(text);
    return found && this.toMatch(found);
  }

  /** All matches from left to right; an empty one may be followed by a longer one at the same place. */
  *matches(text: string): Generator<Match, void, void> {
    const finder = new RegExp(this.translation.source, `${this.flags}g`);
    for (let found = finder.exec(text); found; found = finder.exec(text)) {
      yield this.toMatch(found);
      if (found[0] !== '') continue;
      const longer = this.translation.mayPreferEmpty ? this.longerMatch(text, found.index) : null;
      if (longer) {
        yield longer;
        finder.lastIndex = longer.index + (longer.groups[0] ?? '').length;
      } else {
        finder.lastIndex += (text.codePointAt(finder.lastIndex) ?? 0) > 0xffff ? 2 : 1;
      }
    }
  }

  /** `re.findall`: whole matches, or the one group, or all groups of each match as a list. */
  findAll(text: string): (string | string[])[] {
    return Array.from(this.matches(text), ({ groups }) => {
      const texts = groups.map((group) => group ?? '');
      return this.groupCount === 0 ? (texts[0] ?? '') : this.groupCount === 1 ? (texts[1] ?? '') : texts.slice(1);
    });
  }

  /** `re.split`: groups of the pattern stay between the parts; `maxSplit` 0 means no limit. */
  split(text: string, maxSplit = 0): (string | null)[] {
    const parts: (string | null)[] = [];
    let position = 0;
    let count = 0;
    for (const { index, groups } of this.matches(text)) {
      if (maxSplit !== 0 && count >= maxSplit) break;
      parts.push(text.slice(position, index), ...groups.slice(1));
      position = index + (groups[0] ?? '').length;
      count += 1;
    }
    return [...parts, text.slice(position)];
  }

  /** `re.sub` with a replacement in its syntax; `count` 0 means all matches. */
  replace(text: string, replacement: string, count = 0): string {
    const parts = readReplacement(replacement, this.groupCount, this.translation.names);
    let result = '';
    let position = 0;
    let done = 0;
    for (const { index, groups } of this.matches(text)) {
      if (count !== 0 && done >= count) break;
      const inserted = parts.map((part) => (typeof part === 'number' ? (groups[part] ?? '') : part)).join('');
      result += text.slice(position, index) + inserted;
      position = index + (groups[0] ?? '').length;
      done += 1;
    }
    return result + text.slice(position);
  }

  /**
   * A group of a match by its number.
   *
   * @throws ValueError when the pattern has no such group
   */
  group({ groups }: Match, number: number): string | null {
    const group = groups[number];
    if (group === undefined) throw new ValueError('no such group');
    return group;
  }

  /**
   * A match at `index` that isn't empty: what follows it must differ from what follows `index`. Only the surroundings
   * are looked at, since a long text may have very many empty matches.
   */
  private longerMatch(text: string, index: number): Match | null {
    const from = Math.max(0, index - WINDOW);
    this.longer ??= this.compileLonger();
    this.longer.lastIndex = index - from;
    const found = this.longer.exec(text.slice(from, index + WINDOW));
    return found && { ...this.toMatch(found, 1), index };
  }

  private compileLonger(): RegExp {
    const shifted = this.translation.source.replace(
      /\(\?:\\(\d+)\)/g,
      (_, number: string) => `(?:\\${Number(number) + 1})`,
    );
    return new RegExp(`(?=(.*))(?:${shifted})(?!\\1$)`, `${this.flags}y`);
  }

  private toMatch(found: RegExpExecArray, shift = 0): Match {
    const [, ...groups] = this.translation.groups;
    return { index: found.index, groups: [found[0], ...groups.map((number) => found[number + shift] ?? null)] };
  }
}
