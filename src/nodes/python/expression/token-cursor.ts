import { ValueError } from '../errors.js';
import type { ArithmeticOperator } from './ast.js';
import type { Dialect, Token } from './tokens.js';

const QUERY_WORDS: Readonly<Record<string, string>> = { '&': 'and', '|': 'or' };

/** Reads tokens one after another and says what was expected where something else stands. */
export class TokenCursor {
  protected index = 0;

  constructor(
    protected readonly tokens: readonly Token[],
    protected readonly dialect: Dialect,
  ) {}

  /** A name that stands alone: a loop's variable, a macro's name. */
  name(): string {
    const token = this.tokens[this.index];
    if (token?.kind !== 'name') return this.fail('name');
    this.index += 1;
    return token.text;
  }

  /** Takes an operator or a word when it's next. */
  take(text: string): boolean {
    if (!this.isNext(text)) return false;
    this.index += 1;
    return true;
  }

  expect(text: string): void {
    if (!this.take(text)) this.fail(text);
  }

  isNext(text: string): boolean {
    return this.textAt(this.index) === text;
  }

  isAtEnd(): boolean {
    return this.index >= this.tokens.length;
  }

  end(): void {
    if (!this.isAtEnd()) this.fail('end of print statement');
  }

  protected takeOne<T extends ArithmeticOperator>(...operators: readonly T[]): T | null {
    const found = operators.find((operator) => this.isNext(operator));
    if (found) this.index += 1;
    return found ?? null;
  }

  protected textAt(index: number): string | undefined {
    const token = this.tokens[index];
    if (token?.kind === 'operator' && this.dialect === 'query') return QUERY_WORDS[token.text] ?? token.text;
    return token?.kind === 'operator' || token?.kind === 'name' ? token.text : undefined;
  }

  protected fail(expected?: string): never {
    const token = this.tokens[this.index];
    const whole = this.dialect === 'template' ? 'template' : 'condition';
    if (!token) throw new ValueError(`unexpected end of ${whole}${expected ? `, expected '${expected}'` : ''}`);
    throw new ValueError(expected ? `expected token '${expected}', got '${token.text}'` : `unexpected '${token.text}'`);
  }
}
