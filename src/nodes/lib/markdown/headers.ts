import { defineNodeType } from '../../../engine/node-type.js';
import { int } from '../../../engine/property.js';
import { strip } from '../../python/text.js';
import { linesOutsideCode } from './lines.js';
import { markdown } from './markdown-property.js';

const HEADER = /^(#{1,6})\s+(.+)$/;

/** Finds the headings of a Markdown text. */
export const ExtractHeaders = defineNodeType({
  type: 'lib.markdown.ExtractHeaders',
  title: 'Extract Markdown Headings',
  description:
    'Lists the headings of a Markdown text with their levels, as an outline. Lines inside of code are left out.',
  tags: ['markdown', 'headings', 'outline'],
  properties: { markdown, max_level: int(6, { min: 1, max: 6, description: 'Deepest level to list.' }) },
  outputs: { output: 'list[dict[str,any]]' },
  exposeAsTool: true,
  process: ({ markdown: text, max_level: maxLevel }) => {
    const headers = linesOutsideCode(text).flatMap((line) => {
      const [, marks = '', title = ''] = HEADER.exec(line) ?? [];
      return marks !== '' && marks.length <= maxLevel ? [{ level: marks.length, text: strip(title) }] : [];
    });
    return { output: headers.map((header, index) => ({ ...header, index })) };
  },
});
