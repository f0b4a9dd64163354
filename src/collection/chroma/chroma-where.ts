import { assertNever } from '../../common/assert-never.js';
import type { MetadataValue } from '../store/metadata.js';
import type { Where } from '../where/where.js';

/** Writes a filter as Chroma takes it: one operator per object, and only values of one type in a list. */
export const chromaWhere = (where: Where): Readonly<Record<string, unknown>> => {
  switch (where.kind) {
    case 'and':
    case 'or':
      return { [`$${where.kind}`]: where.parts.map(chromaWhere) };
    case 'in': {
      const { key, values, isNegated } = where;
      const parts = byType(values).map((group) => ({ [key]: { [isNegated ? '$nin' : '$in']: group } }));
      return parts.length === 1 && parts[0] ? parts[0] : { [isNegated ? '$and' : '$or']: parts };
    }
    case 'compare':
      return { [where.key]: { [where.operator]: where.value } };
    default:
      return assertNever(where);
  }
};

const byType = (values: readonly MetadataValue[]): readonly (readonly MetadataValue[])[] =>
  [
    values.filter((value) => typeof value === 'string'),
    values.filter((value) => typeof value === 'boolean'),
    values.filter((value) => Number.isInteger(value)),
    values.filter((value) => typeof value === 'number' && !Number.isInteger(value)),
  ].filter((group) => group.length > 0);
