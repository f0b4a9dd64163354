import { assertNever } from '../../common/assert-never.js';
import type { ComparisonOperator } from './expression/ast.js';

/** Operators that need an order. */
export type OrderOperator = '<' | '<=' | '>' | '>=';

/** What the operators mean to one kind of expression: templates and row conditions differ in details. */
export interface ComparisonRules {
  readonly isSame: (left: unknown, right: unknown) => boolean;
  readonly isMember: (value: unknown, container: unknown) => boolean;
  readonly isOrdered: (operator: OrderOperator, left: unknown, right: unknown) => boolean;
}

/** Applies one comparison. */
export const compareBy = (
  { isSame, isMember, isOrdered }: ComparisonRules,
  operator: ComparisonOperator,
  left: unknown,
  right: unknown,
): boolean => {
  switch (operator) {
    case '==':
      return isSame(left, right);
    case '!=':
      return !isSame(left, right);
    case 'in':
      return isMember(left, right);
    case 'not in':
      return !isMember(left, right);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return isOrdered(operator, left, right);
    default:
      return assertNever(operator);
  }
};
