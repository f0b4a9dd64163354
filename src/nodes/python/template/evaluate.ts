import { assertNever } from '../../../common/assert-never.js';
import { compute, negate } from '../arithmetic.js';
import type { ComparisonRules, OrderOperator } from '../comparison.js';
import { compareBy } from '../comparison.js';
import { isEqual, isLess } from '../equality.js';
import { ValueError } from '../errors.js';
import type { Arguments, ComparisonOperator, Expression } from '../expression/ast.js';
import { formatByPercent } from '../format-spec.js';
import { sliceIndices } from '../slice.js';
import { tupleOf } from '../tuple.js';
import { typeName } from '../type-name.js';
import type { FilterArguments } from './filter-arguments.js';
import { filterNamed } from './filters.js';
import { callMethod } from './methods.js';
import { isMember, isSame } from './membership.js';
import type { Scope } from './scope.js';
import { testNamed } from './tests.js';
import { attributeOf, Callable, defined, itemOf, itemsOf, textOf, truthOf, Undefined } from './values.js';

/**
 * Computes an expression of a template.
 *
 * @throws ValueError with the text of Python or Jinja when it can't be computed
 */
export const evaluate = (expression: Expression, scope: Scope): unknown => {
  const of = (part: Expression): unknown => evaluate(part, scope);
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'name':
      return scope.get(expression.name);
    case 'attribute':
      return attributeOf(of(expression.target), expression.name);
    case 'item':
      return itemOf(of(expression.target), of(expression.index));
    case 'slice':
      return slice(
        of(expression.target),
        [expression.start, expression.stop, expression.step].map((part) => part && of(part)),
      );
    case 'call':
      return call(expression.target, expression.args, scope);
    case 'list':
      return expression.items.map(of);
    case 'tuple':
      return tupleOf(...expression.items.map(of));
    case 'dict':
      return Object.fromEntries(expression.entries.map(([key, value]) => [textOf(of(key)), of(value)]));
    case 'unary':
      return unary(expression.operator, of(expression.operand));
    case 'arithmetic': {
      const left = defined(of(expression.left));
      const right = defined(of(expression.right));
      const isFormat = expression.operator === '%' && typeof left === 'string';
      return isFormat ? formatByPercent(left, right) : compute(expression.operator, left, right);
    }
    case 'logical': {
      const left = of(expression.left);
      return truthOf(left) === (expression.operator === 'and') ? of(expression.right) : left;
    }
    case 'comparison':
      return compareChain(of(expression.first), expression.rest, of);
    case 'conditional':
      return conditional(expression, of);
    case 'concat':
      return expression.parts.map((part) => textOf(of(part))).join('');
    case 'filter':
      return filterNamed(expression.name)(of(expression.target), argumentsOf(expression.args, scope));
    case 'test': {
      const test = testNamed(expression.name);
      return test(of(expression.target), argumentsOf(expression.args, scope).positional) !== expression.isNegated;
    }
    default:
      return assertNever(expression);
  }
};

/** Computes the arguments of a call, a filter or a test. */
export const argumentsOf = (args: Arguments, scope: Scope): FilterArguments => ({
  positional: args.positional.map((argument) => evaluate(argument, scope)),
  named: Object.fromEntries(Object.entries(args.named).map(([name, value]) => [name, evaluate(value, scope)])),
});

const conditional = (
  { test, value, otherwise }: Extract<Expression, { kind: 'conditional' }>,
  of: (part: Expression) => unknown,
): unknown => {
  if (truthOf(of(test))) return of(value);
  const reason = 'the inline if-expression evaluated to false and no else section was defined.';
  return otherwise ? of(otherwise) : new Undefined(reason);
};

const slice = (target: unknown, [start, stop, step]: readonly unknown[]): unknown => {
  const bounds = { start: boundOf(start), stop: boundOf(stop), step: boundOf(step) };
  const items = itemsOf(defined(target));
  const taken = sliceIndices(items.length, bounds).map((index) => items[index]);
  return typeof target === 'string' ? taken.join('') : taken;
};

const boundOf = (bound: unknown): number | null => {
  if (bound === null || bound === undefined || typeof bound === 'number') return bound ?? null;
  throw new ValueError('slice indices must be integers or None or have an __index__ method');
};

const call = (target: Expression, args: Arguments, scope: Scope): unknown => {
  const { positional, named } = argumentsOf(args, scope);
  if (target.kind === 'attribute') {
    const owner = defined(evaluate(target.target, scope));
    const own = attributeOf(owner, target.name);
    if (!(own instanceof Callable)) return callMethod(owner, target.name, positional, named);
    return own.call(positional, named);
  }
  const callee = defined(evaluate(target, scope));
  if (callee instanceof Callable) return callee.call(positional, named);
  throw new ValueError(`'${typeName(callee)}' object is not callable`);
};

const unary = (operator: '-' | '+' | 'not', operand: unknown): unknown => {
  if (operator === 'not') return !truthOf(operand);
  return operator === '-' ? negate(defined(operand)) : defined(operand);
};

const compareChain = (
  first: unknown,
  rest: readonly { readonly operator: ComparisonOperator; readonly operand: Expression }[],
  of: (part: Expression) => unknown,
): boolean => {
  let left = first;
  return rest.every(({ operator, operand }) => {
    const right = of(operand);
    const holds = compareBy(RULES, operator, left, right);
    left = right;
    return holds;
  });
};

const isOrdered = (operator: OrderOperator, left: unknown, right: unknown): boolean => {
  const [low, high] = operator.startsWith('>') ? [right, left] : [left, right];
  return isLess(defined(low), defined(high), operator) || (operator.endsWith('=') && isEqual(low, high));
};

const RULES: ComparisonRules = { isSame, isMember, isOrdered };
