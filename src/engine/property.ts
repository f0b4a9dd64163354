import type { TypeMetadata } from './type-metadata.js';
import { typeOf } from './type-metadata.js';

/** An input of a node type: its type, the value that holds when nothing else does, and its bounds. */
export interface Property<T = unknown> {
  readonly type: TypeMetadata;
  readonly default: T;
  /** Smallest number, or `undefined` for no bound. */
  readonly min?: number;
  /** Largest number, or `undefined` for no bound. */
  readonly max?: number;
  /** The catalogue's mark of a property without an explicit default; see `NodeType.requiredInputs` for what is enforced. */
  readonly isRequired?: boolean;
  /** True when values of any type may arrive and the node type sorts them out itself (filters do). */
  readonly isUnchecked?: boolean;
  readonly title?: string;
  readonly description?: string;
}

type Options = Omit<Property, 'type' | 'default'>;

/** A text property. Default: the empty text. */
export const str = (value = '', options: Options = {}): Property<string> => ({
  type: { type: 'str' },
  default: value,
  ...options,
});

/** A whole-number property. Default 0. */
export const int = (value = 0, options: Options = {}): Property<number> => ({
  type: { type: 'int' },
  default: value,
  ...options,
});

/** A number property. Default 0. */
export const float = (value = 0, options: Options = {}): Property<number> => ({
  type: { type: 'float' },
  default: value,
  ...options,
});

/** A property that takes whole and other numbers alike (`int|float`). Default 0. */
export const number = (value = 0, options: Options = {}): Property<number> => ({
  type: typeOf('int|float'),
  default: value,
  ...options,
});

/** A truth-value property. Default false. */
export const bool = (value = false, options: Options = {}): Property<boolean> => ({
  type: { type: 'bool' },
  default: value,
  ...options,
});

/** A property for any value. NodeTool's unset value is the empty list. */
export const any = (value: unknown = [], options: Options = {}): Property => ({
  type: { type: 'any' },
  default: value,
  ...options,
});

/**
 * A list property.
 *
 * @param element spelling of the element type, for example `any`, `str`, `dict[str,any]`
 */
export const list = <T = unknown>(
  element: string,
  value: readonly T[] = [],
  options: Options = {},
): Property<readonly T[]> => ({ type: typeOf(`list[${element}]`), default: value, ...options });

/**
 * A dictionary property.
 *
 * @param args spelling of key and value type; without it the bare `dict`
 */
export const dict = <T = unknown>(
  args = '',
  value: Readonly<Record<string, T>> = {},
  options: Options = {},
): Property<Readonly<Record<string, T>>> => ({
  type: typeOf(args ? `dict[${args}]` : 'dict'),
  default: value,
  ...options,
});

/**
 * A choice among fixed texts.
 *
 * @param typeName dotted class name that NodeTool gives the enumeration
 */
export const choice = <const V extends string>(
  typeName: string,
  values: readonly V[],
  value: NoInfer<V>,
  options: Options = {},
): Property<V> => ({ type: { type: 'enum', values, type_name: typeName }, default: value, ...options });

/** A property of any other type, spelled as for `typeOf`. */
export const of = <T = unknown>(spelling: string, value: T, options: Options = {}): Property<T> => ({
  type: typeOf(spelling),
  default: value,
  ...options,
});
