import { defineNodeType } from '../../../engine/node-type.js';
import { of, str } from '../../../engine/property.js';
import { languageModel, modelCall } from '../../ai/model-property.js';
import { maxTokens } from '../../ai/properties.js';
import { askForm } from '../../ai/structured.js';
import type { DataFrame } from '../../dataframe/dataframe.js';
import { isDataFrame } from '../../dataframe/dataframe.js';
import { emptyValue } from '../empty-values.js';
import { CHART_SCHEMA, plotlyConfig } from './chart.js';
import { generatorRequest } from './prompt.js';

const SAMPLE_ROWS = 10;

const SYSTEM = `Describe a chart of a table, as you are asked.
- You see the columns and the first rows; x, y, z and group_by are names of columns, or null.
- Choose the kind that shows best what is asked for. group_by makes a trace of its own for each value of a column.
- A pie takes its labels from x and its values from y.
- Answer with one JSON object of the schema that is asked for, and nothing else.`;

/** Describes a chart of a table in the form that Plotly draws. */
export const ChartGenerator = defineNodeType({
  type: 'nodetool.generators.ChartGenerator',
  title: 'Chart Generator',
  description: 'Has a language model choose how to show a table, and gives the chart in the form that Plotly draws.',
  tags: ['chart', 'plot', 'data', 'generate', 'llm'],
  properties: {
    model: languageModel(),
    prompt: str('', { description: 'What to show.' }),
    data: of('dataframe', emptyValue('dataframe'), { description: 'The table.' }),
    max_tokens: maxTokens(4096),
  },
  outputs: { output: 'plotly_config' },
  basicFields: ['prompt', 'data', 'model'],
  isPure: false,
  isRetrySafe: true,
  process: async ({ model, prompt, data, max_tokens: limit }, context) => {
    const call = modelCall(model);
    if (prompt.trim() === '') throw new Error('Say in the prompt what the chart is to show');
    if (!isDataFrame(data) || data.data.length === 0) throw new Error('Give the chart a table with rows');
    const words = { system: SYSTEM, prompt, input: describe(data), maxTokens: limit };
    const form = { schema: CHART_SCHEMA, name: 'chart', owner: 'Chart generator' };
    return { output: plotlyConfig(await askForm(generatorRequest(call, words), form, context), data) };
  },
});

const describe = ({ columns, data }: DataFrame): string => {
  const named = columns.map(({ name, data_type: type }) => `${name} (${type})`).join(', ');
  const rows = data.slice(0, SAMPLE_ROWS).map((row) => JSON.stringify(row));
  return `Columns: ${named}\nRows: ${data.length}, of which the first:\n${rows.join('\n')}`;
};
