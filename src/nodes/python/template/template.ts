import { assertNever } from '../../../common/assert-never.js';
import { ValueError } from '../errors.js';
import type { Expression } from '../expression/ast.js';
import { memoize } from '../memoize.js';
import { rangeOf } from '../slice.js';
import { argumentsOf, evaluate } from './evaluate.js';
import { filterNamed } from './filters.js';
import { loopOf } from './loop.js';
import { CHANGING_METHODS } from './methods.js';
import { Scope } from './scope.js';
import type { Body, FilterCall, Statement, Target } from './statements.js';
import { parseTemplate } from './template-parser.js';
import { Callable, defined, itemsOf, Namespace, textOf, truthOf, Undefined } from './values.js';

/** A compiled template. */
export interface Template {
  /**
   * Fills the template.
   *
   * @throws ValueError with the text of Python or Jinja when an expression can't be computed
   */
  render(values: Readonly<Record<string, unknown>>): string;
}

/** Longest result of a template in UTF-16 units. */
const MAX_LENGTH = 50_000_000;
/** Most numbers of one `range()`. */
const MAX_RANGE = 100_000;
/** Deepest nesting of macro calls. */
const MAX_CALLS = 100;

/**
 * Compiles a template in the language of Jinja2. Names are found without regard to case, and a name that's missing
 * prints as nothing. Templates are data from outside: they're interpreted, never compiled to JavaScript, and reach
 * only the values given to them.
 *
 * @throws ValueError when the template isn't well-formed
 */
export const compileTemplate: (source: string) => Template = memoize((source: string): Template => {
  const body = parseTemplate(source);
  const isChanging = CHANGING_METHODS.test(source);
  return {
    render: (values) => {
      const scope = new Scope(globals());
      for (const [name, value] of Object.entries(isChanging ? structuredClone(values) : values)) scope.set(name, value);
      return new Renderer().body(body, scope);
    },
  };
});

const globals = (): Scope => {
  const scope = new Scope();
  scope.set('range', new Callable('range', (positional) => rangeList(positional)));
  scope.set('dict', new Callable('dict', (_positional, named) => ({ ...named })));
  scope.set('namespace', new Callable('namespace', (_positional, named) => new Namespace(named)));
  return scope;
};

const rangeList = (bounds: readonly unknown[]): number[] => {
  const numbers = bounds.map((bound) => (typeof bound === 'number' ? bound : NaN));
  if (numbers.length === 0 || numbers.some((number) => !Number.isInteger(number))) {
    throw new ValueError('range() takes one to three integers');
  }
  const [first = 0, second, step = 1] = numbers;
  const list: number[] = [];
  for (const value of second === undefined ? rangeOf(0, first, 1) : rangeOf(first, second, step)) {
    if (list.length >= MAX_RANGE) throw new ValueError(`range() is limited to ${MAX_RANGE} numbers`);
    list.push(value);
  }
  return list;
};

/** Carries out statements; one renderer serves one rendering. */
class Renderer {
  private calls = 0;
  private length = 0;

  body(body: Body, scope: Scope): string {
    return body.map((statement) => this.statement(statement, scope)).join('');
  }

  private statement(statement: Statement, scope: Scope): string {
    switch (statement.kind) {
      case 'text':
        return this.counted(statement.text);
      case 'print':
        return this.counted(textOf(evaluate(statement.expression, scope)));
      case 'if': {
        const branch = statement.branches.find(({ test }) => truthOf(evaluate(test, scope)));
        return this.body(branch?.body ?? statement.otherwise, scope);
      }
      case 'for':
        return this.loop(statement, scope);
      case 'set':
        assign(scope, statement.target, evaluate(statement.value, scope));
        return '';
      case 'set-block': {
        const text = this.body(statement.body, new Scope(scope));
        assign(scope, statement.target, applyFilters(statement.filters, text, scope));
        return '';
      }
      case 'macro':
        scope.set(statement.name, this.macro(statement, scope));
        return '';
      case 'filter':
        return textOf(applyFilters(statement.filters, this.body(statement.body, new Scope(scope)), scope));
      case 'with': {
        const inner = new Scope(scope);
        for (const { target, value } of statement.bindings) assign(inner, target, evaluate(value, scope));
        return this.body(statement.body, inner);
      }
      default:
        return assertNever(statement);
    }
  }

  private counted(text: string): string {
    this.length += text.length;
    if (this.length > MAX_LENGTH) throw new ValueError('the result of the template is too long');
    return text;
  }

  private loop(statement: Extract<Statement, { kind: 'for' }>, scope: Scope): string {
    const items = this.loopItems(statement, scope);
    if (items.length === 0) return this.body(statement.otherwise, scope);
    return items
      .map((item, index) => {
        const inner = new Scope(scope);
        inner.set('loop', loopOf(items, index));
        assign(inner, statement.target, item);
        return this.body(statement.body, inner);
      })
      .join('');
  }

  private loopItems(
    { values, condition, target }: Extract<Statement, { kind: 'for' }>,
    scope: Scope,
  ): readonly unknown[] {
    const items = itemsOf(evaluate(values, scope));
    if (!condition) return items;
    return items.filter((item) => {
      const inner = new Scope(scope);
      assign(inner, target, item);
      return truthOf(evaluate(condition, inner));
    });
  }

  private macro({ name, parameters, body }: Extract<Statement, { kind: 'macro' }>, scope: Scope): Callable {
    return new Callable(name, (positional, named) => {
      if (positional.length > parameters.length) {
        throw new ValueError(`macro '${name}' takes not more than ${parameters.length} argument(s)`);
      }
      this.calls += 1;
      if (this.calls > MAX_CALLS) throw new ValueError('maximum recursion depth exceeded');
      const inner = new Scope(scope);
      parameters.forEach((parameter, index) => {
        inner.set(parameter.name, argumentOf(parameter.name, index, positional, named, parameter.fallback, inner));
      });
      const text = this.body(body, inner);
      this.calls -= 1;
      return text;
    });
  }
}

const argumentOf = (
  name: string,
  index: number,
  positional: readonly unknown[],
  named: Readonly<Record<string, unknown>>,
  fallback: Expression | null,
  scope: Scope,
): unknown => {
  if (index < positional.length) return positional[index];
  if (Object.hasOwn(named, name)) return named[name];
  return fallback ? evaluate(fallback, scope) : new Undefined(`parameter '${name}' was not provided`);
};

const applyFilters = (filters: readonly FilterCall[], text: string, scope: Scope): unknown =>
  filters.reduce<unknown>((value, { name, args }) => filterNamed(name)(value, argumentsOf(args, scope)), text);

const assign = (scope: Scope, target: Target, value: unknown): void => {
  if (target.kind === 'name') {
    scope.set(target.name, value);
    return;
  }
  if (target.kind === 'attribute') {
    const owner = scope.get(target.owner);
    if (!(owner instanceof Namespace)) throw new ValueError('cannot assign attribute on non-namespace object');
    owner.values.set(target.name, value);
    return;
  }
  const items = itemsOf(defined(value));
  if (items.length !== target.targets.length) {
    const problem = items.length > target.targets.length ? 'too many values to unpack' : 'not enough values to unpack';
    const got = items.length < target.targets.length ? `, got ${items.length}` : '';
    throw new ValueError(`${problem} (expected ${target.targets.length}${got})`);
  }
  target.targets.forEach((part, index) => assign(scope, part, items[index]));
};
