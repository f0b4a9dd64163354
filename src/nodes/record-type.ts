import { isRecord } from '../common/json.js';

/** A column that a value of the type `record_type` names. */
export interface DeclaredColumn {
  readonly name: string;
  /** `int`, `float`, `datetime`, `string` or `object`. */
  readonly kind: string;
}

/** The columns that a value of the type `record_type` names. */
export const declaredColumns = (value: unknown): readonly DeclaredColumn[] => {
  const columns = isRecord(value) && Array.isArray(value['columns']) ? value['columns'] : [];
  return columns
    .filter(isRecord)
    .map((column) => ({ name: textOf(column['name'], ''), kind: textOf(column['data_type'], 'string') }));
};

const textOf = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);
