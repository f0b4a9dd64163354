import { isRecord } from '../../../common/json.js';
import type { DataFrame } from '../../dataframe/dataframe.js';

const TRACE_TYPES = ['scatter', 'line', 'bar', 'pie', 'histogram', 'box', 'heatmap', 'area'] as const;
type TraceType = (typeof TRACE_TYPES)[number];

const text = { type: 'string' };
const optionalText = { anyOf: [{ type: 'string' }, { type: 'null' }] };

/** How a model describes a chart: by the names of columns, so that it neither repeats nor invents values. */
export const CHART_SCHEMA = {
  type: 'object',
  properties: {
    title: text,
    x_title: optionalText,
    y_title: optionalText,
    traces: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          kind: { type: 'string', enum: TRACE_TYPES },
          name: optionalText,
          x: optionalText,
          y: optionalText,
          z: optionalText,
          group_by: optionalText,
        },
        required: ['kind', 'name', 'x', 'y', 'z', 'group_by'],
        additionalProperties: false,
      },
    },
  },
  required: ['title', 'x_title', 'y_title', 'traces'],
  additionalProperties: false,
};

/** Part of Plotly's own description that each kind of trace stands for. */
const PLOTLY: Readonly<Record<TraceType, Readonly<Record<string, unknown>>>> = {
  scatter: { type: 'scatter', mode: 'markers' },
  line: { type: 'scatter', mode: 'lines+markers' },
  area: { type: 'scatter', mode: 'lines', fill: 'tozeroy' },
  bar: { type: 'bar' },
  pie: { type: 'pie' },
  histogram: { type: 'histogram' },
  box: { type: 'box' },
  heatmap: { type: 'heatmap' },
};

/**
 * Makes the description of a chart that Plotly draws, with the values of the table.
 *
 * @throws Error that names a column which the table doesn't have
 */
export const plotlyConfig = (chart: Readonly<Record<string, unknown>>, table: DataFrame) => {
  const { title, x_title: xTitle, y_title: yTitle, traces } = chart;
  const described = (Array.isArray(traces) ? traces : []).filter(isRecord);
  if (described.length === 0) throw new Error('The model described a chart without anything in it: say what to draw');
  return {
    type: 'plotly_config',
    config: {
      data: described.flatMap((trace) => tracesOf(trace, table)),
      layout: { title: { text: title }, xaxis: { title: { text: xTitle } }, yaxis: { title: { text: yTitle } } },
    },
  };
};

const tracesOf = (trace: Readonly<Record<string, unknown>>, table: DataFrame): readonly unknown[] => {
  const kind = TRACE_TYPES.find((type) => type === trace['kind']) ?? 'scatter';
  if (typeof trace['group_by'] !== 'string') return [oneTrace(kind, trace, { table, rows: table.data })];
  const group = columnIndex(table, trace['group_by']);
  const names = [...new Set(table.data.map((row) => row[group]))];
  return names.map((name) =>
    oneTrace(kind, { ...trace, name: String(name) }, { table, rows: table.data.filter((row) => row[group] === name) }),
  );
};

const oneTrace = (
  kind: TraceType,
  { name, x, y, z }: Readonly<Record<string, unknown>>,
  { table, rows }: { readonly table: DataFrame; readonly rows: DataFrame['data'] },
) => {
  const values = (column: unknown): readonly unknown[] | undefined => {
    if (typeof column !== 'string') return undefined;
    const index = columnIndex(table, column);
    return rows.map((row) => row[index] ?? null);
  };
  const axes = kind === 'pie' ? { labels: values(x), values: values(y) } : { x: values(x), y: values(y), z: values(z) };
  const told = Object.entries(axes).filter(([, column]) => column !== undefined);
  return { ...PLOTLY[kind], ...(typeof name === 'string' && { name }), ...Object.fromEntries(told) };
};

const columnIndex = ({ columns }: DataFrame, wanted: string): number => {
  const index = columns.findIndex(({ name }) => name === wanted);
  if (index >= 0) return index;
  const known = columns.map(({ name }) => name).join(', ');
  throw new Error(`The model named a column '${wanted}', which the table doesn't have: its columns are ${known}`);
};
