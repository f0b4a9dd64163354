import { ValueError } from '../errors.js';
import type { Arguments, ComparisonOperator, Expression } from './ast.js';
import { NO_ARGUMENTS } from './ast.js';
import { TokenCursor } from './token-cursor.js';
import type { Dialect } from './tokens.js';
import { tokenize } from './tokens.js';

/**
 * Parses a whole expression.
 *
 * @throws ValueError when the text isn't one
 */
export const parseExpression = (source: string, dialect: Dialect): Expression => {
  const parser = new ExpressionParser(tokenize(source, dialect), dialect);
  const expression = parser.tuple();
  parser.end();
  return expression;
};

const CONSTANTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['True', true],
  ['False', false],
  ['None', null],
  ['true', true],
  ['false', false],
  ['none', null],
]);
const COMPARISONS: readonly ComparisonOperator[] = ['==', '!=', '<=', '>=', '<', '>'];
const isComparison = (text: string): text is ComparisonOperator => COMPARISONS.some((operator) => operator === text);

/** Depth at which an expression is refused, long before the stack would end. */
const MAX_DEPTH = 200;

/** Recursive-descent parser with the precedences of Python; statements of templates use it for their parts. */
export class ExpressionParser extends TokenCursor {
  private depth = 0;

  /** One expression, or several with commas between them as a tuple. */
  tuple(): Expression {
    const items = [this.expression()];
    if (!this.isNext(',')) return items[0] ?? this.fail();
    while (this.take(',')) {
      if (this.isAtEnd() || this.isNext(')')) break;
      items.push(this.expression());
    }
    return { kind: 'tuple', items };
  }

  /** An expression with `a if b else c`. */
  expression(withCondition = true): Expression {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw new ValueError('the expression is nested too deeply');
    const value = this.or();
    const result = withCondition && this.dialect === 'template' ? this.conditional(value) : value;
    this.depth -= 1;
    return result;
  }

  private conditional(value: Expression): Expression {
    if (!this.take('if')) return value;
    const test = this.or();
    const otherwise = this.take('else') ? this.expression() : null;
    return this.conditional({ kind: 'conditional', test, value, otherwise });
  }

  /** Arguments in brackets, the opening one already taken. */
  arguments(): Arguments {
    const positional: Expression[] = [];
    const named: Record<string, Expression> = {};
    while (!this.take(')')) {
      const token = this.tokens[this.index];
      if (token?.kind === 'name' && this.textAt(this.index + 1) === '=') {
        this.index += 2;
        named[token.text] = this.expression();
      } else {
        positional.push(this.expression());
      }
      if (!this.isNext(')')) this.expect(',');
    }
    return { positional, named };
  }

  private or(): Expression {
    let left = this.and();
    while (this.take('or')) left = { kind: 'logical', operator: 'or', left, right: this.and() };
    return left;
  }

  private and(): Expression {
    let left = this.not();
    while (this.take('and')) left = { kind: 'logical', operator: 'and', left, right: this.not() };
    return left;
  }

  private not(): Expression {
    if (this.isNext('not') && this.textAt(this.index + 1) !== 'in' && this.take('not')) {
      return { kind: 'unary', operator: 'not', operand: this.not() };
    }
    return this.comparison();
  }

  private comparison(): Expression {
    const first = this.sum();
    const rest: { readonly operator: ComparisonOperator; readonly operand: Expression }[] = [];
    for (let operator = this.comparisonOperator(); operator; operator = this.comparisonOperator()) {
      rest.push({ operator, operand: this.sum() });
    }
    return rest.length > 0 ? { kind: 'comparison', first, rest } : first;
  }

  private comparisonOperator(): ComparisonOperator | null {
    const text = this.textAt(this.index) ?? '';
    if (isComparison(text) && this.take(text)) return text;
    if (this.take('in')) return 'in';
    if (text !== 'not' || this.textAt(this.index + 1) !== 'in') return null;
    this.index += 2;
    return 'not in';
  }

  private sum(): Expression {
    let left = this.concat();
    for (let operator = this.takeOne('+', '-'); operator; operator = this.takeOne('+', '-')) {
      left = { kind: 'arithmetic', operator, left, right: this.concat() };
    }
    return left;
  }

  private concat(): Expression {
    const parts = [this.product()];
    while (this.dialect === 'template' && this.take('~')) parts.push(this.product());
    return parts.length > 1 ? { kind: 'concat', parts } : (parts[0] ?? this.fail());
  }

  private product(): Expression {
    let left = this.factor();
    for (;;) {
      const operator = this.takeOne('*', '/', '//', '%');
      if (!operator) return left;
      left = { kind: 'arithmetic', operator, left, right: this.factor() };
    }
  }

  /** Jinja's sign binds tighter than its power, which goes from left to right; Python's are the other way round. */
  private factor(): Expression {
    if (this.dialect === 'query') return this.signedPower();
    let left = this.signed();
    while (this.take('**')) left = { kind: 'arithmetic', operator: '**', left, right: this.signed() };
    return left;
  }

  private signed(isFiltered = true): Expression {
    const sign = this.takeOne('-', '+');
    const operand: Expression = sign
      ? { kind: 'unary', operator: sign, operand: this.signed(false) }
      : this.postfix(this.primary());
    return isFiltered ? this.filtered(operand) : operand;
  }

  private signedPower(): Expression {
    if (this.take('~')) return { kind: 'unary', operator: 'not', operand: this.signedPower() };
    const sign = this.takeOne('-', '+');
    if (sign) return { kind: 'unary', operator: sign, operand: this.signedPower() };
    const base = this.postfix(this.primary());
    if (!this.take('**')) return base;
    return { kind: 'arithmetic', operator: '**', left: base, right: this.signedPower() };
  }

  private primary(): Expression {
    const token = this.tokens[this.index];
    if (!token) return this.fail();
    this.index += 1;
    if (token.kind === 'quoted-name') return { kind: 'name', name: token.text };
    if (token.kind === 'literal') return this.literal(token.value);
    if (token.kind === 'name') {
      const isConstant = CONSTANTS.has(token.text);
      return isConstant ? { kind: 'literal', value: CONSTANTS.get(token.text) } : { kind: 'name', name: token.text };
    }
    return this.bracketed(token.text);
  }

  private bracketed(open: string): Expression {
    if (open === '(') {
      const inner: Expression = this.isNext(')') ? { kind: 'tuple', items: [] } : this.tuple();
      this.expect(')');
      return inner;
    }
    if (open === '[') return { kind: 'list', items: this.listed(']', () => this.expression()) };
    if (open === '{') return { kind: 'dict', entries: this.listed('}', () => this.entry()) };
    this.index -= 1;
    return this.fail();
  }

  private entry(): readonly [Expression, Expression] {
    const key = this.expression();
    this.expect(':');
    return [key, this.expression()];
  }

  private listed<T>(close: string, read: () => T): T[] {
    const items: T[] = [];
    while (!this.take(close)) {
      items.push(read());
      if (!this.isNext(close)) this.expect(',');
    }
    return items;
  }

  /** Texts that follow one another are one text. */
  private literal(value: unknown): Expression {
    let joined = value;
    for (let next = this.tokens[this.index]; next?.kind === 'literal'; next = this.tokens[this.index]) {
      if (typeof joined !== 'string' || typeof next.value !== 'string') return this.fail();
      joined = joined + next.value;
      this.index += 1;
    }
    return { kind: 'literal', value: joined };
  }

  private postfix(target: Expression): Expression {
    if (this.take('.')) return this.postfix(this.attribute(target));
    if (this.take('[')) return this.postfix(this.subscript(target));
    if (this.take('(')) return this.postfix({ kind: 'call', target, args: this.arguments() });
    return target;
  }

  private attribute(target: Expression): Expression {
    const token = this.tokens[this.index];
    if (token?.kind !== 'literal' || typeof token.value !== 'number') {
      return { kind: 'attribute', target, name: this.name() };
    }
    this.index += 1;
    return { kind: 'item', target, index: { kind: 'literal', value: token.value } };
  }

  private subscript(target: Expression): Expression {
    const start = this.isNext(':') ? null : this.tuple();
    if (this.take(']')) return { kind: 'item', target, index: start ?? this.fail() };
    this.expect(':');
    const stop = this.isNext(':') || this.isNext(']') ? null : this.expression();
    const step = this.take(':') && !this.isNext(']') ? this.expression() : null;
    this.expect(']');
    return { kind: 'slice', target, start, stop, step };
  }

  /** Filters and tests bind tighter than any operator between two operands. */
  private filtered(target: Expression): Expression {
    if (this.take('|')) {
      const name = this.dottedName();
      const args = this.take('(') ? this.arguments() : NO_ARGUMENTS;
      return this.filtered({ kind: 'filter', target, name, args });
    }
    if (this.take('is')) return this.filtered(this.test(target));
    return target;
  }

  private test(target: Expression): Expression {
    const isNegated = this.take('not');
    const name = this.isNext('in') && this.take('in') ? 'in' : this.dottedName();
    return { kind: 'test', target, name, args: this.testArguments(), isNegated };
  }

  /** A test may take one argument without brackets: `is divisibleby 3`. */
  private testArguments(): Arguments {
    if (this.take('(')) return this.arguments();
    const token = this.tokens[this.index];
    const isWord = token?.kind === 'name' && !['else', 'or', 'and', 'is', 'in', 'not', 'if'].includes(token.text);
    const isOperand = token?.kind === 'literal' || isWord || this.isNext('[') || this.isNext('{');
    return isOperand ? { positional: [this.postfix(this.primary())], named: {} } : NO_ARGUMENTS;
  }

  private dottedName(): string {
    let name = this.name();
    while (this.take('.')) name += `.${this.name()}`;
    return name;
  }
}
