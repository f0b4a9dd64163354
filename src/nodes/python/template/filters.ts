import { numberOf } from '../equality.js';
import { ValueError } from '../errors.js';
import { asFloat, Float, parseFloatText, parseInteger, roundHalfEven } from '../number.js';
import { typeName } from '../type-name.js';
import type { Filter, FilterArguments } from './filter-arguments.js';
import { argument, numberArgument } from './filter-arguments.js';
import { LIST_FILTERS, mapAttribute } from './list-filters.js';
import { TEXT_FILTERS } from './text-filters.js';
import { attributeOf, defined, itemsOf, textOf, truthOf, Undefined } from './values.js';

const toFloat: Filter = (value, args) => {
  const number = typeof value === 'string' ? parseFloatText(value) : numberOf(value);
  return number === undefined ? argument(args, 0, 'default', new Float(0)) : asFloat(number);
};

const toInteger: Filter = (value, args) => {
  const base = numberArgument(args, 1, 'base', 10);
  const number = typeof value === 'string' ? integerOf(value, base) : numberOf(value);
  return number === undefined || !Number.isFinite(number) ? argument(args, 0, 'default', 0) : Math.trunc(number);
};

const integerOf = (text: string, base: number): number | undefined => {
  if (base === 10) return parseInteger(text) ?? parseFloatText(text);
  const number = parseInt(text.trim().replace(/^0[xob]/i, ''), base);
  return Number.isNaN(number) ? undefined : number;
};

const round: Filter = (value, args) => {
  const number = numberOf(defined(value));
  if (number === undefined) throw new ValueError(`type ${typeName(value)} doesn't define __round__ method`);
  const precision = numberArgument(args, 0, 'precision', 0);
  const method = textOf(argument(args, 1, 'method', 'common'));
  if (method === 'common')
    return typeName(value) === 'int' ? roundHalfEven(number, precision) : asFloat(roundHalfEven(number, precision));
  if (method !== 'ceil' && method !== 'floor') throw new ValueError('method must be common, ceil or floor');
  return asFloat(Math[method](number * 10 ** precision) / 10 ** precision);
};

const absolute: Filter = (value) => {
  const number = numberOf(defined(value));
  if (number === undefined) throw new ValueError(`bad operand type for abs(): '${typeName(value)}'`);
  return value instanceof Float ? new Float(Math.abs(number)) : Math.abs(number);
};

const withDefault: Filter = (value, args) => {
  const isMissing = value instanceof Undefined || (truthOf(argument(args, 1, 'boolean', false)) && !truthOf(value));
  return isMissing ? argument(args, 0, 'default_value', '') : value;
};

const map: Filter = (value, args) => {
  const [name, ...positional] = args.positional;
  if (name === undefined) return mapAttribute(value, args);
  const filter = filterNamed(textOf(name));
  const rest: FilterArguments = { positional, named: args.named };
  return itemsOf(value).map((item) => filter(item, rest));
};

const FILTERS: Readonly<Record<string, Filter>> = {
  ...TEXT_FILTERS,
  ...LIST_FILTERS,
  abs: absolute,
  attr: (value, args) => attributeOf(value, textOf(argument(args, 0, 'name', ''))),
  d: withDefault,
  default: withDefault,
  float: toFloat,
  int: toInteger,
  map,
  round,
};

/**
 * Finds a filter of templates by its name.
 *
 * @throws ValueError when there's none
 */
export const filterNamed = (name: string): Filter => {
  const filter = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined;
  if (!filter) throw new ValueError(`No filter named '${name}'.`);
  return filter;
};
