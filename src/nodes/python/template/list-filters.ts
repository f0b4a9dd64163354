import { compute } from '../arithmetic.js';
import { codePointsOf } from '../code-points.js';
import { identityKey, isLess, sortValues, sortValuesDown } from '../equality.js';
import { ValueError } from '../errors.js';
import type { Tuple } from '../tuple.js';
import { tupleOf } from '../tuple.js';
import { typeName } from '../type-name.js';
import type { Filter, FilterArguments } from './filter-arguments.js';
import { argument, numberArgument } from './filter-arguments.js';
import { testNamed } from './tests.js';
import { defined, Group, isDictionary, itemOf, itemsOf, textOf, truthOf, Undefined } from './values.js';

type KeyOf = (value: unknown) => unknown;

/** Reads what `attribute=` names of an item: a name, a position, or several joined by dots. */
const pathOf = (attribute: unknown): KeyOf => {
  if (attribute === undefined || attribute === null) return (value) => value;
  if (typeof attribute === 'number') return (value) => itemOf(value, attribute);
  const parts = textOf(attribute)
    .split('.')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  return (value) => parts.reduce<unknown>((target, part) => itemOf(target, part), value);
};

/** Texts are compared without regard to case unless it's asked for. */
const foldOf =
  (isExact: boolean): KeyOf =>
  (value) =>
    typeof value === 'string' && !isExact ? value.toLowerCase() : value;

const keyOf = (attribute: unknown, isExact: boolean): KeyOf => {
  const [path, fold] = [pathOf(attribute), foldOf(isExact)];
  return (value) => fold(path(value));
};

const sort: Filter = (value, args) => {
  const isExact = truthOf(argument(args, 1, 'case_sensitive', false));
  const attribute = argument(args, 2, 'attribute');
  const paths = typeof attribute === 'string' ? attribute.split(',') : [attribute];
  const keys = paths.map((path) => keyOf(path, isExact));
  const key: KeyOf = keys.length === 1 && keys[0] ? keys[0] : (item) => keys.map((part) => part(item));
  return truthOf(argument(args, 0, 'reverse', false))
    ? sortValuesDown(itemsOf(value), key)
    : sortValues(itemsOf(value), key);
};

const dictsort: Filter = (value, args) => {
  const fold = foldOf(truthOf(argument(args, 0, 'case_sensitive', false)));
  const place = argument(args, 1, 'by', 'key') === 'value' ? 1 : 0;
  const entries = pairsOf(value);
  const isDown = truthOf(argument(args, 2, 'reverse', false));
  return (isDown ? sortValuesDown : sortValues)(entries, (entry: Tuple) => fold(entry[place]));
};

/** Entries of a dictionary as pairs. */
export const pairsOf = (value: unknown): Tuple[] => {
  if (value instanceof Undefined) return [];
  if (!isDictionary(value)) throw new ValueError('Can only get item pairs from a mapping.');
  return Object.entries(value).map(([key, item]) => tupleOf(key, item));
};

const extreme =
  (isBetter: (candidate: unknown, best: unknown) => boolean): Filter =>
  (value, args) => {
    const items = itemsOf(value);
    if (items.length === 0) return new Undefined('No aggregated item, sequence was empty.');
    const key = keyOf(argument(args, 1, 'attribute'), truthOf(argument(args, 0, 'case_sensitive', false)));
    return items.reduce((best, item) => (isBetter(key(item), key(best)) ? item : best));
  };

const unique: Filter = (value, args) => {
  const key = keyOf(argument(args, 1, 'attribute'), truthOf(argument(args, 0, 'case_sensitive', false)));
  const seen = new Set<string>();
  return itemsOf(value).filter((item) => {
    const identity = identityKey(key(item));
    const isNew = !seen.has(identity);
    seen.add(identity);
    return isNew;
  });
};

const groupby: Filter = (value, args) => {
  const attribute = argument(args, 0, 'attribute');
  const fallback = argument(args, 1, 'default');
  const path = pathOf(attribute);
  const fold = foldOf(truthOf(argument(args, 2, 'case_sensitive', false)));
  const pick: KeyOf = (item) => {
    const found = path(item);
    return found instanceof Undefined && fallback !== undefined ? fallback : found;
  };
  const groups = new Map<string, unknown[]>();
  for (const item of sortValues(itemsOf(value), (item) => fold(pick(item)))) {
    const identity = identityKey(fold(pick(item)));
    groups.set(identity, [...(groups.get(identity) ?? []), item]);
  }
  return Array.from(groups.values(), (items) => new Group(pick(items[0]), items));
};

/** `select`, `reject` and their `attr` forms: a test by name, or the value's own truth. */
const selecting =
  (isKept: boolean, hasAttribute: boolean): Filter =>
  (value, { positional }) => {
    const [attribute, ...rest] = hasAttribute ? positional : [undefined, ...positional];
    const path = hasAttribute ? pathOf(attribute) : (item: unknown) => item;
    const [name, ...args] = rest;
    const test = name === undefined ? truthOf : (item: unknown) => testNamed(textOf(name))(item, args);
    return itemsOf(value).filter((item) => test(path(item)) === isKept);
  };

const batch: Filter = (value, args) => {
  const size = Math.max(1, numberArgument(args, 0, 'linecount', 1));
  const items = itemsOf(value);
  const rows = Array.from({ length: Math.ceil(items.length / size) }, (_, row) =>
    items.slice(row * size, (row + 1) * size),
  );
  return fillRows(rows, size, argument(args, 1, 'fill_with', null));
};

const fillRows = (rows: readonly (readonly unknown[])[], size: number, filler: unknown): unknown[][] =>
  rows.map((row) =>
    filler === null ? [...row] : [...row, ...Array.from({ length: size - row.length }, () => filler)],
  );

const slice: Filter = (value, args) => {
  const count = Math.max(1, numberArgument(args, 0, 'slices', 1));
  const items = itemsOf(value);
  const [each, extra] = [Math.floor(items.length / count), items.length % count];
  const startOf = (column: number): number => column * each + Math.min(column, extra);
  const columns = Array.from({ length: Math.min(count, 10_000) }, (_, column) =>
    items.slice(startOf(column), startOf(column + 1)),
  );
  return extra === 0 ? columns : fillRows(columns, each + 1, argument(args, 1, 'fill_with', null));
};

const lengthOfValue: Filter = (value) => {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) {
    throw new ValueError(`object of type '${typeName(value)}' has no len()`);
  }
  return itemsOf(value).length;
};

const edge =
  (position: 0 | -1): Filter =>
  (value) => {
    const items = itemsOf(value);
    return items.length === 0 ? new Undefined('No item, sequence was empty.') : items.at(position);
  };

const join: Filter = (value, args) => {
  const path = pathOf(argument(args, 1, 'attribute'));
  return itemsOf(value)
    .map((item) => textOf(path(item)))
    .join(textOf(argument(args, 0, 'd', '')));
};

const sum: Filter = (value, args) => {
  const path = pathOf(argument(args, 0, 'attribute'));
  return itemsOf(value).reduce(
    (total, item) => compute('+', total, defined(path(item))),
    argument(args, 1, 'start', 0),
  );
};

const reverse: Filter = (value) =>
  typeof value === 'string' ? codePointsOf(value).toReversed().join('') : itemsOf(value).toReversed();

/** `map(attribute=…, default=…)`; the form with a filter's name is made where filters are known by name. */
export const mapAttribute = (value: unknown, args: FilterArguments): unknown[] => {
  const path = pathOf(args.named['attribute']);
  const fallback = args.named['default'];
  return itemsOf(value).map((item) => {
    const found = path(item);
    return found instanceof Undefined && fallback !== undefined ? fallback : found;
  });
};

/** Filters that work on lists and dictionaries. */
export const LIST_FILTERS: Readonly<Record<string, Filter>> = {
  batch,
  count: lengthOfValue,
  dictsort,
  first: edge(0),
  groupby,
  items: (value) => pairsOf(value),
  join,
  last: edge(-1),
  length: lengthOfValue,
  list: (value) => [...itemsOf(value)],
  max: extreme((candidate, best) => isLess(best, candidate)),
  min: extreme((candidate, best) => isLess(candidate, best)),
  reject: selecting(false, false),
  rejectattr: selecting(false, true),
  reverse,
  select: selecting(true, false),
  selectattr: selecting(true, true),
  slice,
  sort,
  sum,
  unique,
};
