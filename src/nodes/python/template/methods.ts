import { codePointsOf } from '../code-points.js';
import { ValueError } from '../errors.js';
import { formatByFields } from '../format-spec.js';
import { capitalize, findText, replaceText, splitLines, splitText, splitWords, strip, titleCase } from '../text.js';
import { typeName } from '../type-name.js';
import type { FilterArguments } from './filter-arguments.js';
import { argument, numberArgument } from './filter-arguments.js';
import { pairsOf } from './list-filters.js';
import { isSame } from './membership.js';
import { isDictionary, itemsOf, textOf } from './values.js';

type Method<T> = (value: T, args: FilterArguments) => unknown;
type Methods<T> = Readonly<Record<string, Method<T>>>;

const textAt = (args: FilterArguments, index: number, fallback = ''): string =>
  textOf(argument(args, index, '', fallback));

const stripping =
  (side: 'start' | 'end' | 'both'): Method<string> =>
  (text, args) => {
    const characters = argument(args, 0, 'chars', null);
    return strip(text, typeof characters === 'string' ? characters : null, side);
  };

/** `split(sep, maxsplit)`: without a separator at white space. */
const split: Method<string> = (text, args) => {
  const separator = argument(args, 0, 'sep', null);
  const most = numberArgument(args, 1, 'maxsplit', -1);
  const parts = typeof separator === 'string' ? splitText(text, separator) : splitWords(text);
  if (most < 0 || parts.length <= most) return parts;
  return [...parts.slice(0, most), parts.slice(most).join(typeof separator === 'string' ? separator : ' ')];
};

/** A test of one text against another, or against any of a list. */
const affix =
  (test: (text: string, part: string) => boolean): Method<string> =>
  (text, { positional: [parts] }) =>
    (Array.isArray(parts) ? parts : [parts]).some((part) => test(text, textOf(part)));

const every =
  (pattern: RegExp): Method<string> =>
  (text) =>
    pattern.test(text);

const padding =
  (side: 'left' | 'right'): Method<string> =>
  (text, args) => {
    const missing = Math.max(0, Math.min(100_000, numberArgument(args, 0, 'width', 0)) - codePointsOf(text).length);
    const filler = textAt(args, 1, ' ').repeat(missing);
    return side === 'left' ? filler + text : text + filler;
  };

const TEXT_METHODS: Methods<string> = {
  capitalize: (text) => capitalize(text),
  count: (text, args) => text.split(textAt(args, 0)).length - 1,
  endswith: affix((text, part) => text.endsWith(part)),
  find: (text, args) => findText(text, textAt(args, 0), 0, Infinity),
  format: (text, { positional, named }) => formatByFields(text, positional, named),
  isalnum: every(/^[\p{L}\p{N}]+$/u),
  isalpha: every(/^\p{L}+$/u),
  isdigit: every(/^\p{Nd}+$/u),
  islower: (text) => text === text.toLowerCase() && /\p{Cased}/u.test(text),
  isnumeric: every(/^\p{N}+$/u),
  isspace: (text) => text !== '' && strip(text) === '',
  isupper: (text) => text === text.toUpperCase() && /\p{Cased}/u.test(text),
  join: (text, { positional: [items] }) => itemsOf(items).map(textOf).join(text),
  ljust: padding('right'),
  lower: (text) => text.toLowerCase(),
  lstrip: stripping('start'),
  replace: (text, args) => replaceText(text, textAt(args, 0), textAt(args, 1), numberArgument(args, 2, 'count', -1)),
  rfind: (text, args) => findText(text, textAt(args, 0), 0, Infinity, true),
  rjust: padding('left'),
  rstrip: stripping('end'),
  split,
  splitlines: (text) => splitLines(text),
  startswith: affix((text, part) => text.startsWith(part)),
  strip: stripping('both'),
  title: (text) => titleCase(text),
  upper: (text) => text.toUpperCase(),
  zfill: (text, args) => {
    const [, sign = '', digits = ''] = /^([-+]?)([^]*)$/.exec(text) ?? [];
    return sign + digits.padStart(Math.min(100_000, numberArgument(args, 0, 'width', 0)) - sign.length, '0');
  },
};

/** A method that only changes its list gives None. */
const silently = (_result: unknown): null => null;

/** Changing methods change lists of the template only: values from outside are copied before. */
const LIST_METHODS: Methods<unknown[]> = {
  append: (items, { positional }) => silently(items.push(positional[0])),
  copy: (items) => [...items],
  count: (items, { positional: [value] }) => items.filter((item) => isSame(item, value)).length,
  extend: (items, { positional: [more] }) => silently(items.push(...itemsOf(more))),
  index: (items, { positional: [value] }) => {
    const index = items.findIndex((item) => isSame(item, value));
    if (index === -1) throw new ValueError(`${textOf(value)} is not in list`);
    return index;
  },
  insert: (items, args) => silently(items.splice(numberArgument(args, 0, 'index', 0), 0, args.positional[1])),
  pop: (items, args) => {
    if (items.length === 0) throw new ValueError('pop from empty list');
    return items.splice(numberArgument(args, 0, 'index', -1), 1)[0];
  },
};

const DICTIONARY_METHODS: Methods<Record<string, unknown>> = {
  copy: (entries) => ({ ...entries }),
  get: (entries, args) => {
    const key = textAt(args, 0);
    return Object.hasOwn(entries, key) ? entries[key] : argument(args, 1, 'default', null);
  },
  items: (entries) => pairsOf(entries),
  keys: (entries) => Object.keys(entries),
  update: (entries, { positional: [more], named }) => {
    for (const [key, value] of Object.entries({ ...(isDictionary(more) ? more : {}), ...named }))
      define(entries, key, value);
    return null;
  },
  values: (entries) => Object.values(entries),
};

/** Sets an own entry whatever its name, also `__proto__`. */
const define = (entries: Record<string, unknown>, key: string, value: unknown): void => {
  Object.defineProperty(entries, key, { value, writable: true, enumerable: true, configurable: true });
};

/** Names of the methods that change their list or dictionary. */
export const CHANGING_METHODS = /\.\s*(?:append|extend|insert|pop|update)\s*\(/;

/**
 * Calls one of Python's methods of texts, lists and dictionaries. Only those of the tables exist: no property of a
 * JavaScript object can be reached.
 *
 * @throws ValueError when the value has no such method
 */
export const callMethod = (
  owner: unknown,
  name: string,
  positional: readonly unknown[],
  named: Readonly<Record<string, unknown>>,
): unknown => {
  const args = { positional, named };
  const text = typeof owner === 'string' ? methodIn(TEXT_METHODS, name) : undefined;
  if (typeof owner === 'string' && text) return text(owner, args);
  const list = Array.isArray(owner) ? methodIn(LIST_METHODS, name) : undefined;
  if (Array.isArray(owner) && list) return list(owner as unknown[], args);
  const dictionary = isDictionary(owner) ? methodIn(DICTIONARY_METHODS, name) : undefined;
  if (isDictionary(owner) && dictionary) return dictionary(owner, args);
  throw new ValueError(`'${typeName(owner)} object' has no attribute '${name}'`);
};

const methodIn = <T>(methods: Methods<T>, name: string): Method<T> | undefined =>
  Object.hasOwn(methods, name) ? methods[name] : undefined;
