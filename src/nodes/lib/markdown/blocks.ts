import { defineNodeType } from '../../../engine/node-type.js';
import type { DataFrame } from '../../dataframe/dataframe.js';
import { dataframe } from '../../dataframe/dataframe.js';
import { completeValue } from '../../nodetool/empty-values.js';
import { strip } from '../../python/text.js';
import { linesOutsideCode } from './lines.js';
import { markdown } from './markdown-property.js';

const CODE_BLOCK = /```([\p{L}\p{N}_]*)\n([\s\S]*?)\n```/gu;
const SEPARATOR = /^[\s|:-]+$/;

/** Finds the fenced code of a Markdown text. */
export const ExtractCodeBlocks = defineNodeType({
  type: 'lib.markdown.ExtractCodeBlocks',
  title: 'Extract Code Blocks',
  description:
    'Lists the pieces of code between fences in a Markdown text, each with the language that its fence names.',
  tags: ['markdown', 'code'],
  properties: { markdown },
  outputs: { output: 'list[dict[str,str]]' },
  process: ({ markdown: text }) => ({
    output: Array.from(text.matchAll(CODE_BLOCK), ([, language = '', code = '']) => ({
      language: language || 'text',
      code: strip(code),
    })),
  }),
});

/** Reads the first table of a Markdown text. */
export const ExtractTables = defineNodeType({
  type: 'lib.markdown.ExtractTables',
  title: 'Extract Markdown Table',
  description:
    'Reads the first table of a Markdown text into a table of texts; an empty one when there is none with rows.',
  tags: ['markdown', 'table', 'dataframe'],
  properties: { markdown },
  outputs: { output: 'dataframe' },
  exposeAsTool: true,
  process: ({ markdown: text }) => ({ output: completeValue(firstTable(linesOutsideCode(text))) }),
});

const firstTable = (lines: readonly string[]): DataFrame => {
  const start = lines.findIndex((line, index) => line.includes('|') && isSeparator(lines[index + 1] ?? ''));
  const end = lines.findIndex((line, index) => index > start && !line.includes('|'));
  const rows = start === -1 ? [] : lines.slice(start, end === -1 ? lines.length : end).map(cellsOf);
  const [header = [], , ...data] = rows;
  if (data.length === 0) return dataframe([], []);
  const columns = header.map((name) => ({ name, data_type: 'string', description: '' }) as const);
  return dataframe(
    columns,
    data.map((row) => columns.map((_, index) => row[index] ?? null)),
  );
};

const isSeparator = (line: string): boolean => SEPARATOR.test(line) && line.includes('|') && line.includes('-');

/** The cells of a row; `\|` is a stroke inside of one. */
const cellsOf = (line: string): string[] => {
  const cells = strip(line)
    .split(/(?<!\\)\|/)
    .map((cell) => strip(cell).replaceAll('\\|', '|'));
  const first = cells[0] === '' ? 1 : 0;
  return cells.slice(first, cells.length > 1 && cells.at(-1) === '' ? -1 : cells.length);
};
