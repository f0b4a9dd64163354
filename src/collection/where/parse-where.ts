import { isRecord } from '../../common/json.js';
import type { FieldProblem } from '../../protocol/protocol-error.js';
import type { MetadataValue } from '../store/metadata.js';
import { metadataKeyProblem } from './metadata-key.js';
import type { Comparison, Where } from './where.js';
import { COMPARISONS, MAX_CONDITIONS, MAX_DEPTH, MAX_VALUES } from './where.js';

/** A filter that was understood, or everything that is wrong with it. */
export type ParsedWhere = { readonly where: Where | null } | { readonly problems: readonly FieldProblem[] };

/**
 * Reads a filter in Chroma's form: `{key: value}`, `{key: {$gt: 3}}`, `{$and: [...]}`; several keys or operators at once
 * mean all of them. An empty filter is null: it lets every row pass.
 */
export const parseWhere = (raw: unknown, field = 'where'): ParsedWhere => {
  const reader = new WhereReader();
  const where = isRecord(raw) && Object.keys(raw).length === 0 ? null : reader.read(raw, field, 1);
  return reader.problems.length > 0 ? { problems: reader.problems } : { where };
};

const NOTHING: Where = { kind: 'and', parts: [] };

class WhereReader {
  readonly problems: FieldProblem[] = [];
  private conditionCount = 0;

  read(raw: unknown, field: string, depth: number): Where {
    if (!isRecord(raw) || Object.keys(raw).length === 0) {
      return this.refuse(field, `${field} must be an object with a condition`);
    }
    if (depth > MAX_DEPTH) return this.refuse(field, `${field} must not be more than ${MAX_DEPTH} levels deep`);
    return all(Object.entries(raw).map(([key, value]) => this.readEntry(key, value, `${field}.${key}`, depth)));
  }

  private readEntry(key: string, value: unknown, field: string, depth: number): Where {
    if (key === '$and' || key === '$or') return this.readParts(key === '$and' ? 'and' : 'or', value, field, depth);
    const problem = metadataKeyProblem(key);
    if (problem !== null) {
      const known = key.startsWith('$') ? ': only $and and $or stand there' : '';
      return this.refuse(field, `${field} must ${problem}${known}`);
    }
    if (!isRecord(value)) return this.equals(key, value, field);
    const conditions = Object.entries(value);
    if (conditions.length === 0) return this.refuse(field, `${field} must have an operator`);
    return all(
      conditions.map(([operator, operand]) => this.readCondition(key, operator, operand, `${field}.${operator}`)),
    );
  }

  private readParts(kind: 'and' | 'or', value: unknown, field: string, depth: number): Where {
    if (!Array.isArray(value) || value.length === 0 || value.length > MAX_CONDITIONS) {
      return this.refuse(field, `${field} must be a list of 1 to ${MAX_CONDITIONS} conditions`);
    }
    return { kind, parts: value.map((part, index) => this.read(part, `${field}.${index}`, depth + 1)) };
  }

  private readCondition(key: string, operator: string, operand: unknown, field: string): Where {
    if (isComparison(operator)) return this.compares(key, operator, operand, field);
    switch (operator) {
      case '$eq':
        return this.equals(key, operand, field);
      case '$ne':
        return this.equals(key, operand, field, true);
      case '$in':
        return this.isOneOf(key, operand, field, false);
      case '$nin':
        return this.isOneOf(key, operand, field, true);
      default:
        return this.refuse(field, `${field}: ${operator} is none of $eq, $ne, $in, $nin, ${COMPARISONS.join(', ')}`);
    }
  }

  private compares(key: string, operator: Comparison, value: unknown, field: string): Where {
    if (typeof value !== 'number') return this.refuse(field, `${field} must be a number`);
    return this.condition({ kind: 'compare', key, operator, value }, field);
  }

  private equals(key: string, value: unknown, field: string, isNegated = false): Where {
    if (!isMetadataValue(value)) return this.refuse(field, `${field} must be a text, a number or true or false`);
    return this.condition({ kind: 'in', key, values: [value], isNegated }, field);
  }

  private isOneOf(key: string, values: unknown, field: string, isNegated: boolean): Where {
    const isRight =
      Array.isArray(values) && values.length > 0 && values.length <= MAX_VALUES && values.every(isMetadataValue);
    if (!isRight) {
      return this.refuse(field, `${field} must be a list of 1 to ${MAX_VALUES} texts, numbers, true or false`);
    }
    return this.condition({ kind: 'in', key, values, isNegated }, field);
  }

  private condition(where: Where, field: string): Where {
    this.conditionCount += 1;
    return this.conditionCount === MAX_CONDITIONS + 1
      ? this.refuse(field, `${field} is one condition too many: a filter may have ${MAX_CONDITIONS}`)
      : where;
  }

  private refuse(field: string, message: string): Where {
    this.problems.push({ field, message });
    return NOTHING;
  }
}

/** Tells whether a value can be one of metadata. */
export const isMetadataValue = (value: unknown): value is MetadataValue =>
  typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));

const isComparison = (operator: string): operator is Comparison =>
  (COMPARISONS as readonly string[]).includes(operator);

const all = (parts: readonly Where[]): Where => (parts.length === 1 && parts[0] ? parts[0] : { kind: 'and', parts });
