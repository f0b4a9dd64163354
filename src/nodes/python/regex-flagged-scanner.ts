import { PatternScanner } from './regex-scanner.js';
import type { PatternFlags } from './regex-syntax.js';
import { bothCases, classOf, literalOf } from './regex-syntax.js';
import { SPACE_CLASS } from './text.js';

const FLAG_LETTERS: Readonly<Record<string, keyof PatternFlags | null>> = {
  i: 'ignoreCase',
  m: 'multiline',
  s: 'dotAll',
  a: 'ascii',
  x: 'verbose',
  u: null,
  L: null,
};

/** A scanner that knows the flags in force and reads what depends on them: literals and character classes. */
export class FlaggedScanner extends PatternScanner {
  protected flags: PatternFlags;
  protected readonly globalIgnoreCase: boolean;

  constructor(pattern: string, flags: PatternFlags) {
    super(pattern);
    this.flags = { ...flags, ...this.leadingFlags() };
    this.globalIgnoreCase = this.flags.ignoreCase;
  }

  protected literal(character: string): string {
    if (!this.isIgnoringCaseLocally()) return literalOf(character);
    const forms = bothCases(character);
    return forms.length > 1 ? `[${forms.map(literalOf).join('')}]` : literalOf(character);
  }

  /** JS has one case flag for a whole pattern; a part that differs from it is spelled out. */
  private isIgnoringCaseLocally(): boolean {
    return this.flags.ignoreCase && !this.globalIgnoreCase;
  }

  /**
   * Reads the rest of a class, its opening bracket already taken.
   *
   * @param start place of the bracket
   */
  protected characterClass(start: number): string {
    const isNegated = this.take('^');
    let members = '';
    for (let isFirst = true; isFirst || this.peek() !== ']'; isFirst = false) {
      if (this.peek() === '') return this.fail('unterminated character set', start);
      members += this.classMember(start);
    }
    this.position += 1;
    return `[${isNegated ? '^' : ''}${members}]`;
  }

  private classMember(start: number): string {
    const at = this.position;
    const low = this.classCharacter(start);
    const isRange =
      this.peek() === '-' && this.pattern[this.position + 1] !== ']' && this.position + 1 < this.pattern.length;
    if (!isRange) return low.isClass ? low.text : this.classLiteral(low.text);
    this.position += 1;
    const high = this.classCharacter(start);
    const range = this.pattern.slice(at, this.position);
    const from = low.text.codePointAt(0) ?? 0;
    const to = high.text.codePointAt(0) ?? 0;
    if (low.isClass || high.isClass || to < from) return this.fail(`bad character range ${range}`, at);
    const plain = `${literalOf(low.text)}-${literalOf(high.text)}`;
    return this.isIgnoringCaseLocally() ? plain + otherCases(from, to) : plain;
  }

  private classLiteral(character: string): string {
    return this.isIgnoringCaseLocally() ? bothCases(character).map(literalOf).join('') : literalOf(character);
  }

  private classCharacter(start: number): { readonly text: string; readonly isClass: boolean } {
    const at = this.position;
    const character = this.next();
    if (character === '') return this.fail('unterminated character set', start);
    if (character !== '\\') return { text: character, isClass: false };
    const letter = this.next();
    if (letter === '') return this.fail('bad escape (end of pattern)', at);
    if ('dsw'.includes(letter)) return { text: classOf(letter, this.flags, SPACE_CLASS), isClass: true };
    if ('DSW'.includes(letter)) {
      return { text: `[^${classOf(letter.toLowerCase(), this.flags, SPACE_CLASS)}]`, isClass: true };
    }
    if (letter === 'b') return { text: '\b', isClass: false };
    if (/[1-7]/.test(letter)) {
      const octal = /^[0-7]{0,2}/.exec(this.pattern.slice(this.position))?.[0] ?? '';
      this.position += octal.length;
      return { text: String.fromCodePoint(parseInt(letter + octal, 8)), isClass: false };
    }
    return { text: this.escapedCharacter(letter, at), isClass: false };
  }

  /** Flags that hold for the whole pattern stand at its very start. */
  private leadingFlags(): Partial<PatternFlags> {
    const group = /^\(\?([aiLmsux]+)\)/.exec(this.pattern);
    if (!group) return {};
    this.position = group[0].length;
    return flagsOf(group[1] ?? '', true);
  }
}

/** Sets or clears the flags of some letters. */
export const flagsOf = (letters: string, isOn: boolean): Partial<PatternFlags> => {
  const names = Array.from(letters, (letter) => FLAG_LETTERS[letter] ?? null).filter((name) => name !== null);
  return Object.fromEntries(names.map((name) => [name, isOn]));
};

const MAX_SPELLED_RANGE = 1000;

const otherCases = (from: number, to: number): string => {
  let members = '';
  for (let code = from; code <= Math.min(to, from + MAX_SPELLED_RANGE); code += 1) {
    members += bothCases(String.fromCodePoint(code)).slice(1).map(literalOf).join('');
  }
  return members;
};
