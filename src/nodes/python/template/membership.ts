import { isEqual } from '../equality.js';
import { ValueError } from '../errors.js';
import { typeName } from '../type-name.js';
import { defined, isDictionary, itemsOf, Undefined } from './values.js';

/** Python's `==`; undefined equals only undefined. */
export const isSame = (left: unknown, right: unknown): boolean =>
  left instanceof Undefined || right instanceof Undefined
    ? left instanceof Undefined && right instanceof Undefined
    : isEqual(left, right);

/** Tells whether a container has a value: an item, a key, or a part of a text. */
export const isMember = (value: unknown, container: unknown): boolean => {
  if (typeof container === 'string') {
    if (typeof value === 'string') return container.includes(value);
    throw new ValueError(`'in <string>' requires string as left operand, not ${typeName(defined(value))}`);
  }
  if (isDictionary(container)) return typeof value === 'string' && Object.hasOwn(container, value);
  return itemsOf(container).some((item) => isSame(item, value));
};
