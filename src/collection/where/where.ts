import type { MetadataValue } from '../store/metadata.js';

/** Operators that put numbers in an order. */
export const COMPARISONS = ['$gt', '$gte', '$lt', '$lte'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/**
 * A condition on metadata. A key that a row doesn't have equals nothing and compares with nothing; so does a value of
 * another type: `5` is neither `"5"` nor greater than `"4"`. A negated condition is true for such rows.
 */
export type Where =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Where[] }
  | {
      readonly kind: 'in';
      readonly key: string;
      readonly values: readonly MetadataValue[];
      readonly isNegated: boolean;
    }
  | { readonly kind: 'compare'; readonly key: string; readonly operator: Comparison; readonly value: number };

/** Conditions of one filter: keeps the SQL that is made from it small. */
export const MAX_CONDITIONS = 64;
/** Values of one `$in`. */
export const MAX_VALUES = 1000;
/** `$and` and `$or` inside one another. */
export const MAX_DEPTH = 8;
