import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { bool, dict, int, of, str } from '../../../engine/property.js';
import type { Property } from '../../../engine/property.js';
import type { TypeMetadata } from '../../../engine/type-metadata.js';
import { tableOfJson } from '../../dataframe/from-json.js';
import { toDataFrame } from '../../dataframe/table.js';
import { ValueError } from '../../python/errors.js';
import { declaredColumns } from '../../record-type.js';
import type { Condition } from './rest.js';
import { askSupabase, filtersOf } from './rest.js';

const FILTER: TypeMetadata = {
  type: 'tuple',
  type_args: [
    { type: 'str' },
    {
      type: 'enum',
      values: ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'like', 'contains'],
      type_name: 'nodetool.nodes.lib.supabase.FilterOp',
    },
    { type: 'any' },
  ],
};

const filters: Property<readonly Condition[]> = {
  type: { type: 'list', type_args: [FILTER] },
  default: [],
  description: 'Conditions that rows must meet: name of a column, operator, value.',
};
const table_name = str('', { description: 'Name of the table.' });
const records = of('list[dict[str,any]]|dict[str,any]', [], { description: 'A row, or a list of rows.' });
const return_rows = bool(true, { description: 'Gives the rows as they are then.' });
const tags = ['supabase', 'database', 'postgres'];
const optionalSettings = ['SUPABASE_URL', 'SUPABASE_KEY'];
const shared = { tags, exposeAsTool: true, isPure: false, optionalSettings } as const;

/** `lib.supabase.Select`: rows of a table. */
export const Select = defineNodeType({
  ...shared,
  type: 'lib.supabase.Select',
  title: 'Select Rows',
  description: 'Gives the rows of a Supabase table that meet all conditions.',
  isRetrySafe: true,
  properties: {
    table_name,
    columns: of('record_type', { type: 'record_type', columns: [] }, { description: 'Columns; none is all.' }),
    filters,
    order_by: str('', { description: 'Column that gives the order.' }),
    descending: bool(false, { description: 'Puts the largest first.' }),
    limit: int(0, { description: 'Largest number of rows; 0 means all.' }),
    to_dataframe: bool(false, { description: 'Gives a table instead of a list of dictionaries.' }),
  },
  outputs: { output: 'any' },
  process: async ({ table_name: table, columns, filters: conditions, ...more }, context) => {
    const path = [required(table, 'table_name')];
    const query = [
      [
        'select',
        declaredColumns(columns)
          .map(({ name }) => name)
          .join(',') || '*',
      ] as const,
      ...filtersOf(conditions),
      ...(more.order_by ? [['order', `${more.order_by}.${more.descending ? 'desc' : 'asc'}`] as const] : []),
      ...(more.limit > 0 ? [['limit', String(more.limit)] as const] : []),
    ];
    const rows = (await askSupabase({ path, method: 'GET', query }, context)) ?? [];
    return { output: more.to_dataframe ? toDataFrame(tableOfJson(rows)) : rows };
  },
});

const defineWriter = (
  name: 'Insert' | 'Upsert',
  counted: 'inserted' | 'upserted',
  description: string,
  resolution: string,
): NodeType =>
  defineNodeType({
    ...shared,
    type: `lib.supabase.${name}`,
    title: `${name} Rows`,
    description,
    properties: { table_name, records, return_rows },
    outputs: { output: 'any' },
    process: async ({ table_name: table, records: given, return_rows: isGiving }, context) => {
      const body = Array.isArray(given) ? given : [given];
      const prefer = `${resolution}return=${isGiving ? 'representation' : 'minimal'}`;
      const path = [required(table, 'table_name')];
      const rows = await askSupabase({ path, method: 'POST', body, prefer }, context);
      return { output: isGiving ? (rows ?? []) : { [counted]: body.length } };
    },
  });

/** `lib.supabase.Insert`: new rows. */
export const Insert = defineWriter('Insert', 'inserted', 'Adds rows to a Supabase table.', '');

/** `lib.supabase.Upsert`: new rows, or others in the place of those with the same key. */
export const Upsert = defineWriter(
  'Upsert',
  'upserted',
  'Adds rows to a Supabase table; one with the same key is replaced.',
  'resolution=merge-duplicates,',
);

/** `lib.supabase.Update`: other values in the rows that meet the conditions. */
export const Update = defineNodeType({
  ...shared,
  type: 'lib.supabase.Update',
  title: 'Update Rows',
  description: 'Changes values in the rows of a Supabase table that meet all conditions.',
  properties: {
    table_name,
    values: dict('str,any', {}, { description: 'The new values by column.' }),
    filters,
    return_rows,
  },
  outputs: { output: 'any' },
  process: async ({ table_name: table, values, filters: conditions, return_rows: isGiving }, context) => {
    const path = [required(table, 'table_name')];
    if (Object.keys(values).length === 0) throw new ValueError('values cannot be empty');
    const prefer = `return=${isGiving ? 'representation' : 'minimal'}`;
    const query = filtersOf(conditions);
    const rows = await askSupabase({ path, method: 'PATCH', query, body: values, prefer }, context);
    return { output: isGiving ? (rows ?? []) : { updated: true } };
  },
});

/** `lib.supabase.Delete`: takes away the rows that meet the conditions, of which there must be one. */
export const Delete = defineNodeType({
  ...shared,
  type: 'lib.supabase.Delete',
  title: 'Delete Rows',
  description: 'Takes the rows that meet all conditions out of a Supabase table.',
  isRetrySafe: true,
  properties: { table_name, filters },
  outputs: { output: 'dict[str,any]' },
  process: async ({ table_name: table, filters: conditions }, context) => {
    const path = [required(table, 'table_name')];
    if (conditions.length === 0) {
      throw new ValueError('At least one filter is required for DELETE operations to prevent accidental data loss');
    }
    await askSupabase({ path, method: 'DELETE', query: filtersOf(conditions), prefer: 'return=minimal' }, context);
    return { output: { deleted: true } };
  },
});

/** `lib.supabase.RPC`: a function of the database. */
export const RPC = defineNodeType({
  ...shared,
  type: 'lib.supabase.RPC',
  title: 'Call Function',
  description: 'Calls a function of a Supabase database.',
  properties: {
    function: str('', { description: 'Name of the function.' }),
    params: dict('str,any', {}, { description: 'Its arguments by name.' }),
    to_dataframe: bool(false, { description: 'Makes a table of a list of rows.' }),
  },
  outputs: { output: 'any' },
  process: async ({ function: name, params, to_dataframe: isTable }, context) => {
    const path = ['rpc', required(name, 'function')];
    const result = await askSupabase({ path, method: 'POST', body: params }, context);
    return { output: isTable && Array.isArray(result) ? toDataFrame(tableOfJson(result)) : result };
  },
});

/** Node types of `lib.supabase`. */
export const libSupabaseTypes: readonly NodeType[] = [Delete, Insert, RPC, Select, Update, Upsert];

const required = (value: string, property: string): string => {
  if (value === '') throw new ValueError(`${property} cannot be empty`);
  return value;
};
