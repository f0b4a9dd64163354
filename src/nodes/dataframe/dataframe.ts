import { isRecord } from '../../common/json.js';

/** Kinds of values in a column, as NodeTool names them. */
export const COLUMN_TYPES = ['int', 'float', 'datetime', 'string', 'object'] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

export interface Column {
  readonly name: string;
  readonly data_type: ColumnType;
  readonly description?: string;
}

/** A table as it travels between graph nodes and on the wire: columns, and rows of as many values; NaN or null where one is missing. */
export interface DataFrame {
  readonly type: 'dataframe';
  readonly uri: string;
  readonly asset_id: string | null;
  readonly metadata: null;
  readonly columns: readonly Column[];
  readonly data: readonly (readonly unknown[])[];
}

/** Makes a table. */
export const dataframe = (columns: readonly Column[], data: readonly (readonly unknown[])[]): DataFrame => ({
  type: 'dataframe',
  uri: '',
  asset_id: null,
  metadata: null,
  columns,
  data,
});

/** Tells whether a value is a table whose rows are at hand; `metadata` may be left out. */
export const isDataFrame = (value: unknown): value is DataFrame =>
  isRecord(value) && value['type'] === 'dataframe' && Array.isArray(value['columns']) && Array.isArray(value['data']);
