import { FlaggedScanner, flagsOf } from './regex-flagged-scanner.js';
import type { OpenPiece, PatternFlags, Piece, Translation } from './regex-syntax.js';
import { classOf } from './regex-syntax.js';
import { SPACE_CLASS } from './text.js';

const START = '^';
const END = '$';

/**
 * Translates a Python pattern: named groups, `\A \Z`, Unicode classes, inline flags, comments, atomic groups and
 * possessive quantifiers. `.`, `^` and `$` are spelled out, since Python's differ from those of JS.
 *
 * @throws PatternError for a pattern that Python refuses, and for conditional groups, which JS can't express
 */
export const translatePattern = (pattern: string, flags: PatternFlags): Translation =>
  new RegexTranslator(pattern, flags).translate();

class RegexTranslator extends FlaggedScanner {
  private groupCount = 0;
  private mayPreferEmpty = false;
  private readonly closed = new Set<number>();
  private readonly names = new Map<string, number>();

  translate(): Translation {
    const pieces = this.alternatives();
    if (this.position < this.pattern.length) this.fail('unbalanced parenthesis');
    const numbers = new Map<OpenPiece, number>();
    const groups: number[] = [0];
    for (const piece of pieces) {
      if (typeof piece === 'string' || piece.kind !== 'open') continue;
      numbers.set(piece, numbers.size + 1);
      if (piece.group !== null) groups[piece.group] = numbers.size;
    }
    const source = pieces.map((piece) => render(piece, groups, numbers)).join('');
    const { globalIgnoreCase: ignoreCase, names, mayPreferEmpty } = this;
    return { source, ignoreCase, groups, names, mayPreferEmpty };
  }

  private alternatives(): Piece[] {
    const pieces: Piece[] = [];
    for (;;) {
      pieces.push(...this.sequence());
      if (!this.take('|')) return pieces;
      this.mayPreferEmpty = true;
      pieces.push('|');
    }
  }

  private sequence(): Piece[] {
    const pieces: Piece[] = [];
    for (;;) {
      if (this.flags.verbose) this.skipVerbose();
      const character = this.peek();
      if (character === '' || character === '|' || character === ')') return pieces;
      const start = this.position;
      pieces.push(...this.quantified(this.atom(), start));
    }
  }

  private skipVerbose(): void {
    const skipped = /^(?:\s|#[^\n]*)+/.exec(this.pattern.slice(this.position));
    this.position += skipped?.[0].length ?? 0;
  }

  private quantified(atom: Piece[] | null, start: number): Piece[] {
    if (this.flags.verbose) this.skipVerbose();
    const at = this.position;
    const quantifier = this.quantifier();
    if (quantifier === null) return atom ?? [];
    if (atom === null || isPlaceOnly(this.pattern.slice(start, at))) {
      this.fail('nothing to repeat', at);
    }
    const suffix = this.take('?') ? '?' : this.take('+') ? '+' : '';
    if (suffix === '?') this.mayPreferEmpty = true;
    const next = this.position;
    if (this.quantifier() !== null) this.fail('multiple repeat', next);
    const repeated: Piece[] = ['(?:', ...atom, ')', quantifier];
    return suffix === '+' ? atomic(repeated) : [...repeated, suffix];
  }

  /** Reads `*`, `+`, `?`, `{m}`, `{m,}`, `{,n}` or `{m,n}`; any other brace is a literal. */
  private quantifier(): string | null {
    const character = this.peek();
    if (character === '*' || character === '+' || character === '?') {
      this.position += 1;
      return character;
    }
    const braces = /^\{(\d*)(,?)(\d*)\}/.exec(this.pattern.slice(this.position));
    if (!braces) return null;
    const [whole, least = '', comma = '', most = ''] = braces;
    if (least === '' && comma === '') return null;
    if (most !== '' && Number(most) < Number(least || 0)) {
      this.fail('min repeat greater than max repeat', this.position + 1);
    }
    this.position += whole.length;
    return `{${least || '0'}${comma}${most}}`;
  }

  /** Reads one atom; `null` stands for something that can't be repeated, such as a comment or flags. */
  private atom(): Piece[] | null {
    const start = this.position;
    const character = this.next();
    switch (character) {
      case '.':
        return [this.flags.dotAll ? '.' : '[^\\n]'];
      case '^':
        return [this.lineStart()];
      case '$':
        return [this.flags.multiline ? '(?=\\n|$)' : '(?=\\n?$)'];
      case '(':
        return this.group(start);
      case '[':
        return [this.characterClass(start)];
      case '\\':
        return this.escape(start);
      case '*':
      case '+':
      case '?':
        return this.fail('nothing to repeat', start);
      default:
        if (character === '{' && this.isQuantifierAt(start)) return this.fail('nothing to repeat', start);
        return [this.literal(character)];
    }
  }

  private lineStart(): string {
    return this.flags.multiline ? '(?:^|(?<=\\n))' : START;
  }

  private isQuantifierAt(position: number): boolean {
    return /^\{(\d+,?\d*|,\d*)\}/.test(this.pattern.slice(position));
  }

  private group(start: number): Piece[] | null {
    if (!this.take('?')) return this.capture(start, null);
    const kind = this.next();
    switch (kind) {
      case ':':
        return this.wrapped('(?:', start);
      case '=':
      case '!':
        return this.wrapped(`(?${kind}`, start);
      case '>':
        return atomic(this.body(start));
      case '#':
        return this.comment(start);
      case '<':
        return this.lookbehind(start);
      case 'P':
        return this.named(start);
      case '(':
        return this.fail('conditional groups are not supported', start);
      default:
        return this.inlineFlags(kind, start);
    }
  }

  private lookbehind(start: number): Piece[] {
    const sign = this.next();
    if (sign === '=' || sign === '!') return this.wrapped(`(?<${sign}`, start);
    return this.fail(`unknown extension ?<${sign}`, start + 1);
  }

  private named(start: number): Piece[] {
    const sign = this.next();
    if (sign === '<') return this.capture(start, this.name('>'));
    if (sign !== '=') return this.fail(`unknown extension ?P${sign}`, start + 1);
    const at = this.position;
    const name = this.name(')');
    const group = this.names.get(name);
    if (group === undefined) return this.fail(`unknown group name '${name}'`, at);
    return [this.referenceTo(group, at)];
  }

  private capture(start: number, name: string | null): Piece[] {
    this.groupCount += 1;
    const group = this.groupCount;
    if (name !== null) {
      const existing = this.names.get(name);
      if (existing !== undefined) {
        this.fail(`redefinition of group name '${name}' as group ${group}; was group ${existing}`, start + 4);
      }
      this.names.set(name, group);
    }
    const body = this.body(start);
    this.closed.add(group);
    return [{ kind: 'open', group }, ...body, ')'];
  }

  private wrapped(open: string, start: number): Piece[] {
    return [open, ...this.body(start), ')'];
  }

  /** Reads up to the group's closing bracket; flags set inside end with it. */
  private body(start: number): Piece[] {
    const outer = this.flags;
    const pieces = this.alternatives();
    this.flags = outer;
    if (!this.take(')')) this.fail('missing ), unterminated subpattern', start);
    return pieces;
  }

  private comment(start: number): null {
    const end = this.pattern.indexOf(')', this.position);
    if (end === -1) return this.fail('missing ), unterminated comment', start);
    this.position = end + 1;
    return null;
  }

  private inlineFlags(first: string, start: number): Piece[] | null {
    const letters = /^([aiLmsux]*)(?:-([imsx]+))?([:)])/.exec(this.pattern.slice(this.position - first.length));
    if (!letters || first === '') {
      if (first === '') return this.fail('unexpected end of pattern');
      return this.fail(`unknown extension ?${first}`, start + 1);
    }
    const [whole, on = '', off = '', end] = letters;
    this.position += whole.length - first.length;
    if (end === ')') return this.fail('global flags not at the start of the expression', start);
    const outer = this.flags;
    this.flags = { ...outer, ...flagsOf(on, true), ...flagsOf(off, false) };
    const pieces = this.wrapped('(?:', start);
    this.flags = outer;
    return pieces;
  }

  private escape(start: number): Piece[] {
    const letter = this.next();
    switch (letter) {
      case '':
        return this.fail('bad escape (end of pattern)', start);
      case 'A':
        return [START];
      case 'Z':
        return [END];
      case 'b':
      case 'B':
        return [this.wordBoundary(letter === 'B')];
      case 'd':
      case 's':
      case 'w':
        return [`[${classOf(letter, this.flags, SPACE_CLASS)}]`];
      case 'D':
      case 'S':
      case 'W':
        return [`[^${classOf(letter.toLowerCase(), this.flags, SPACE_CLASS)}]`];
      default:
        if (/[1-9]/.test(letter)) return [this.numbered(letter, start)];
        return [this.literal(this.escapedCharacter(letter, start))];
    }
  }

  private wordBoundary(isNegated: boolean): string {
    const word = `[${classOf('w', this.flags, SPACE_CLASS)}]`;
    return isNegated
      ? `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`
      : `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`;
  }

  /** A number is an octal character when it has three octal digits, else a reference to a group. */
  private numbered(first: string, start: number): Piece {
    const digits = /^\d{0,2}/.exec(this.pattern.slice(this.position))?.[0] ?? '';
    const octal = /^[0-3][0-7]{2}$/.test(first + digits);
    if (octal) {
      this.position += 2;
      return this.literal(String.fromCodePoint(parseInt(first + digits, 8)));
    }
    const number = first + digits.slice(0, 1);
    this.position += number.length - 1;
    return this.referenceTo(Number(number), start + 1);
  }

  private referenceTo(group: number, at: number): Piece {
    if (group > this.groupCount) this.fail(`invalid group reference ${group}`, at);
    if (!this.closed.has(group)) this.fail('cannot refer to an open group', at - 1);
    return { kind: 'reference', group };
  }
}

const render = (piece: Piece, groups: readonly number[], numbers: ReadonlyMap<OpenPiece, number>): string => {
  if (typeof piece === 'string') return piece;
  if (piece.kind === 'open') return '(';
  const number = piece.kind === 'repeat' ? numbers.get(piece.open) : groups[piece.group];
  return `(?:\\${number ?? 0})`;
};

/** Places have no extent: Python refuses to repeat them. */
const isPlaceOnly = (atom: string): boolean => /^(?:[$^]|\\[ABbZ])$/.test(atom);

/** A look-ahead takes its first match only: captured and repeated, it behaves as an atomic group. */
const atomic = (pieces: readonly Piece[]): Piece[] => {
  const open: OpenPiece = { kind: 'open', group: null };
  return ['(?:(?=', open, ...pieces, '))', { kind: 'repeat', open }, ')'];
};
