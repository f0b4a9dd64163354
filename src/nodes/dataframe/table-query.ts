import { assertNever } from '../../common/assert-never.js';
import { ValueError } from '../python/errors.js';
import type { Expression } from '../python/expression/ast.js';
import { parseExpression } from '../python/expression/parser.js';
import { isMissing } from '../python/query-functions.js';
import { queryOf } from '../python/query.js';
import { AGGREGATIONS } from './aggregate.js';
import type { Table } from './table.js';
import { columnOf, recordsOf } from './table.js';

/**
 * The numbers of the rows that meet a condition in the manner of `DataFrame.query`. `index` is the number of the row, where
 * no column has that name; `price.mean()` and the other aggregations look at the whole column.
 *
 * @param limit ends the search after so many
 * @throws ValueError when the condition is none, names a column that isn't there or can't be evaluated
 */
export const findRows = (table: Table, condition: string, limit = Infinity): number[] => {
  if (condition.trim() === '') throw new ValueError('expr cannot be an empty string');
  const query = queryOf(prepare(parsed(condition), table));
  const found: number[] = [];
  let row = 0;
  for (const record of recordsOf(table)) {
    if (query.test({ index: row, ...record })) found.push(row);
    if (found.length >= limit) break;
    row += 1;
  }
  return found;
};

const parsed = (condition: string): Expression => {
  try {
    return parseExpression(condition.trim(), 'query');
  } catch (cause) {
    throw new ValueError('invalid syntax (<unknown>, line 1)', { cause });
  }
};

/** Checks the names, and puts the results of whole columns in the place of their calls. */
const prepare = (expression: Expression, table: Table): Expression => {
  const of = (part: Expression): Expression => prepare(part, table);
  switch (expression.kind) {
    case 'name':
      checkName(expression.name, table);
      return expression;
    case 'list':
    case 'tuple':
      return { ...expression, items: expression.items.map(of) };
    case 'unary':
      return { ...expression, operand: of(expression.operand) };
    case 'arithmetic':
    case 'logical':
      return { ...expression, left: of(expression.left), right: of(expression.right) };
    case 'comparison':
      return {
        ...expression,
        first: of(expression.first),
        rest: expression.rest.map(({ operator, operand }) => ({ operator, operand: of(operand) })),
      };
    case 'call':
      return wholeColumn(expression, table) ?? { ...expression, args: preparedArguments(expression.args, of) };
    case 'attribute':
    case 'concat':
    case 'conditional':
    case 'dict':
    case 'filter':
    case 'item':
    case 'literal':
    case 'slice':
    case 'test':
      return expression;
    default:
      return assertNever(expression);
  }
};

const preparedArguments = (
  { positional, named }: (Expression & { kind: 'call' })['args'],
  of: (part: Expression) => Expression,
): (Expression & { kind: 'call' })['args'] => ({
  positional: positional.map(of),
  named: Object.fromEntries(Object.entries(named).map(([name, value]) => [name, of(value)])),
});

const wholeColumn = ({ target, args }: Expression & { kind: 'call' }, table: Table): Expression | null => {
  if (target.kind !== 'attribute' || target.target.kind !== 'name' || args.positional.length > 0) return null;
  const aggregation = Object.hasOwn(AGGREGATIONS, target.name) ? AGGREGATIONS[target.name] : undefined;
  if (!aggregation) return null;
  checkName(target.target.name, table);
  const { values, kind } = columnOf(table, target.target.name);
  const present = values.filter((value) => !isMissing(value));
  return { kind: 'literal', value: present.length === 0 ? NaN : aggregation.fold(present, kind) };
};

const checkName = (name: string, { columns }: Table): void => {
  if (name === 'index' || columns.some((column) => column.name === name)) return;
  throw new ValueError(`name '${name}' is not defined`);
};
