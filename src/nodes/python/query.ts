import { assertNever } from '../../common/assert-never.js';
import { isRecord } from '../../common/json.js';
import { compute, negate } from './arithmetic.js';
import type { ComparisonRules, OrderOperator } from './comparison.js';
import { compareBy } from './comparison.js';
import { isEqual, isLess, numberOf } from './equality.js';
import { ValueError } from './errors.js';
import type { Arguments, ArithmeticOperator, ComparisonOperator, Expression } from './expression/ast.js';
import { parseExpression } from './expression/parser.js';
import { memoize } from './memoize.js';
import { callFunction, callMethod, isMissing } from './query-functions.js';

/** A condition on the fields of a record. */
export interface Query {
  /**
   * Tells whether the condition holds.
   *
   * @throws ValueError for a field that the record doesn't have, for values that can't be compared, and when the
   *   result is no truth value
   */
  test(record: Readonly<Record<string, unknown>>): boolean;
}

/**
 * Compiles a condition in the manner of `DataFrame.query`: comparisons (also chained), `and or not & | ~`, `in` and
 * `not in`, arithmetic, names with blanks in backticks, and the methods of `query-functions.ts`. Only fields of the
 * record can be named: there's no way to code.
 *
 * @throws ValueError when the text isn't such a condition
 */
export const compileQuery: (condition: string) => Query = memoize((condition: string): Query =>
  queryOf(parseExpression(condition.trim(), 'query')),
);

/** Makes a condition of one that is parsed. */
export const queryOf = (expression: Expression): Query => ({
  test: (record) => truth(evaluate(expression, record)),
});

type Fields = Readonly<Record<string, unknown>>;

const truth = (value: unknown): boolean => {
  if (typeof value !== 'boolean') throw new ValueError('the condition does not give true or false');
  return value;
};

const evaluate = (expression: Expression, fields: Fields): unknown => {
  const of = (part: Expression): unknown => evaluate(part, fields);
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'name':
      return fieldOf(fields, expression.name);
    case 'list':
    case 'tuple':
      return expression.items.map(of);
    case 'unary':
      return expression.operator === 'not'
        ? !truth(of(expression.operand))
        : signed(expression.operator, of(expression.operand));
    case 'arithmetic':
      return calculate(expression.operator, of(expression.left), of(expression.right));
    case 'logical':
      return expression.operator === 'and'
        ? truth(of(expression.left)) && truth(of(expression.right))
        : truth(of(expression.left)) || truth(of(expression.right));
    case 'comparison':
      return compareChain(
        of(expression.first),
        expression.rest.map(({ operator, operand }) => [operator, of(operand)]),
      );
    case 'call':
      return call(expression.target, expression.args, fields);
    case 'item':
      return itemOf(of(expression.target), of(expression.index));
    case 'attribute':
    case 'slice':
    case 'dict':
    case 'conditional':
    case 'concat':
    case 'filter':
    case 'test':
      throw new ValueError(`a condition can't contain this kind of expression: ${expression.kind}`);
    default:
      return assertNever(expression);
  }
};

const fieldOf = (fields: Fields, name: string): unknown => {
  if (!Object.hasOwn(fields, name)) throw new ValueError(`name '${name}' is not defined`);
  return fields[name];
};

const itemOf = (target: unknown, index: unknown): unknown => {
  if (Array.isArray(target) && typeof index === 'number') return (target as unknown[]).at(index) ?? null;
  if (isRecord(target) && typeof index === 'string' && Object.hasOwn(target, index)) return target[index];
  throw new ValueError('the value has no such element');
};

const signed = (sign: '-' | '+', operand: unknown): unknown => (sign === '-' ? negate(operand) : operand);

/** Numbers follow numpy: a missing one spoils the result, division by zero gives an infinity. */
const calculate = (operator: ArithmeticOperator, left: unknown, right: unknown): unknown => {
  if (isMissing(left) || isMissing(right)) return NaN;
  const a = numberOf(left);
  if (a === undefined || numberOf(right) !== 0) return compute(operator, left, right);
  if (operator === '/' || operator === '//') return a / 0;
  return operator === '%' ? NaN : compute(operator, left, right);
};

const compareChain = (first: unknown, rest: readonly (readonly [ComparisonOperator, unknown])[]): boolean => {
  let left = first;
  return rest.every(([operator, right]) => {
    const holds = compareBy(RULES, operator, left, right);
    left = right;
    return holds;
  });
};

/** Beside a list, `==` asks for membership. */
const equals = (left: unknown, right: unknown): boolean => {
  if (Array.isArray(right) && !Array.isArray(left)) return isMember(left, right);
  return !isMissing(left) && !isMissing(right) && isEqual(left, right);
};

const isMember = (value: unknown, container: unknown): boolean => {
  if (Array.isArray(container)) {
    return container.some((item) => isEqual(item, value) || (isMissing(item) && isMissing(value)));
  }
  if (typeof container === 'string' && typeof value === 'string') return container.includes(value);
  throw new ValueError('only a list or a text can be searched with "in"');
};

const isOrdered = (operator: OrderOperator, left: unknown, right: unknown): boolean => {
  if (isMissing(left) || isMissing(right)) return false;
  const isFlipped = operator.startsWith('>');
  const [low, high] = isFlipped ? [right, left] : [left, right];
  return isLess(low, high, operator) || (operator.endsWith('=') && isEqual(low, high));
};

/** `name.method(…)`, `name.str.method(…)` and `function(…)`. */
const call = (target: Expression, args: Arguments, fields: Fields): unknown => {
  const positional = args.positional.map((argument) => evaluate(argument, fields));
  const named = Object.fromEntries(Object.entries(args.named).map(([name, value]) => [name, evaluate(value, fields)]));
  if (target.kind === 'name') return callFunction(target.name, positional);
  if (target.kind !== 'attribute') throw new ValueError('only a method or a function can be called');
  const { target: owner, name } = target;
  const isText = owner.kind === 'attribute' && owner.name === 'str';
  const value = evaluate(isText ? owner.target : owner, fields);
  return callMethod(isText ? `str.${name}` : name, value, positional, named);
};

const RULES: ComparisonRules = { isSame: equals, isMember, isOrdered };
