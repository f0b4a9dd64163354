import { CHARACTER_ESCAPES, PatternError } from './regex-syntax.js';

const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Reads a pattern character by character, and the escapes that stand for one character. */
export class PatternScanner {
  protected position = 0;

  constructor(protected readonly pattern: string) {}

  protected peek(): string {
    return this.pattern[this.position] ?? '';
  }

  /** Takes one code point. */
  protected next(): string {
    const code = this.pattern.codePointAt(this.position);
    if (code === undefined) return '';
    const character = String.fromCodePoint(code);
    this.position += character.length;
    return character;
  }

  protected take(sign: string): boolean {
    if (this.peek() !== sign) return false;
    this.position += 1;
    return true;
  }

  protected fail(problem: string, index = this.position): never {
    throw new PatternError(problem, this.pattern, index);
  }

  protected name(terminator: string): string {
    const at = this.position;
    const end = this.pattern.indexOf(terminator, at);
    if (end === -1) {
      const isEmpty = at >= this.pattern.length;
      return this.fail(isEmpty ? 'missing group name' : `missing ${terminator}, unterminated name`, at);
    }
    const name = this.pattern.slice(at, end);
    if (name === '') return this.fail('missing group name', at);
    if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) return this.fail(`bad character in group name '${name}'`, at);
    this.position = end + 1;
    return name;
  }

  protected escapedCharacter(letter: string, start: number): string {
    const known = CHARACTER_ESCAPES[letter];
    if (known !== undefined) return known;
    const digits = HEX_DIGITS[letter];
    if (digits !== undefined) return this.hexCharacter(letter, digits, start);
    if (letter === '0') {
      const octal = /^[0-7]{0,2}/.exec(this.pattern.slice(this.position))?.[0] ?? '';
      this.position += octal.length;
      return String.fromCodePoint(parseInt(`0${octal}`, 8));
    }
    if (/[A-Za-z]/.test(letter)) return this.fail(`bad escape \\${letter}`, start);
    return letter;
  }

  private hexCharacter(letter: string, count: number, start: number): string {
    const digits = /^[\da-f]*/i.exec(this.pattern.slice(this.position, this.position + count))?.[0] ?? '';
    const code = parseInt(digits, 16);
    if (digits.length < count) return this.fail(`incomplete escape \\${letter}${digits}`, start);
    if (code > 0x10ffff) return this.fail(`bad escape \\${letter}${digits}`, start);
    this.position += count;
    return String.fromCodePoint(code);
  }
}
