import { isRecord } from '../../../common/json.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { of, str } from '../../../engine/property.js';
import { streamAnswer, warnWhenCut } from '../../ai/answer.js';
import { languageModel, modelCall } from '../../ai/model-property.js';
import { maxTokens } from '../../ai/properties.js';
import type { Column } from '../../dataframe/dataframe.js';
import { COLUMN_TYPES, dataframe } from '../../dataframe/dataframe.js';
import { generatorRequest } from './prompt.js';
import type { TableRecord } from './table-reader.js';
import { TableReader } from './table-reader.js';

const SYSTEM = `Write a table of what you are asked for, as a Markdown table and nothing else.
- Write a head, a line of dashes, and a line for each row, with a bar before and behind each value.
- Write numbers as plain digits, dates as YYYY-MM-DD, and a bar inside of a value as \\|.`;

/** Sends the rows of a table that a model writes, one after another, and the whole table at the end. */
export const DataGenerator = defineNodeType({
  type: 'nodetool.generators.DataGenerator',
  title: 'Data Generator',
  description: 'Has a language model fill a table, and sends its rows while they are written and the table at the end.',
  tags: ['data', 'table', 'generate', 'stream', 'llm'],
  properties: {
    model: languageModel(),
    prompt: str('', { description: 'What to put into the table.' }),
    input_text: str('', { description: 'Text that the table is to be made of.' }),
    max_tokens: maxTokens(4096),
    columns: of<Readonly<Record<string, unknown>>>(
      'record_type',
      { type: 'record_type', columns: [] },
      { description: 'Columns of the table; none lets the model choose.' },
    ),
  },
  outputs: { record: 'dict', dataframe: { type: 'dataframe', kind: 'single' }, index: 'int' },
  basicFields: ['prompt', 'model', 'columns'],
  isPure: false,
  isRetrySafe: true,
  async *generate({ model, prompt, input_text: input, max_tokens: limit, columns: record }, context) {
    const columns = readColumns(record['columns']);
    const system = `${SYSTEM}${describe(columns)}`;
    const request = generatorRequest(modelCall(model), { system, prompt, input, maxTokens: limit });
    const reader = new TableReader(columns);
    const records: TableRecord[] = [];
    const stream = streamAnswer(request, context);
    for (;;) {
      const { done, value } = await stream.next();
      // A row that was cut off is none.
      const last = done && value.finish.reason !== 'length' ? reader.end() : [];
      const added = done ? last : value.type === 'text' ? reader.add(value.text) : [];
      for (const row of added) {
        records.push(row);
        yield { record: row, index: records.length - 1 };
      }
      if (done) {
        warnWhenCut(value, limit, context);
        break;
      }
    }
    if (records.length === 0) throw new Error('The model wrote no table: say in the prompt what to put into it');
    const rows = records.map((row) => reader.columns.map(({ name }) => row[name] ?? null));
    yield { dataframe: dataframe(reader.columns, rows) };
  },
});

const readColumns = (raw: unknown): readonly Column[] =>
  (Array.isArray(raw) ? raw : []).filter(isRecord).flatMap(({ name, data_type: type, description }) => {
    if (typeof name !== 'string' || name === '') return [];
    const dataType = COLUMN_TYPES.find((known) => known === type) ?? 'string';
    return [{ name, data_type: dataType, ...(typeof description === 'string' && { description }) }];
  });

const describe = (columns: readonly Column[]): string => {
  if (columns.length === 0) return '';
  const lines = columns.map(({ name, data_type: type, description = '' }) =>
    `- ${name} (${type}) ${description}`.trim(),
  );
  return `\n\nThe columns, in this order:\n${lines.join('\n')}`;
};
