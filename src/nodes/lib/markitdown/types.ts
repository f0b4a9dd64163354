import type { NodeType } from '../../../engine/node-type.js';
import { isRecord } from '../../../common/json.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { of } from '../../../engine/property.js';
import { emptyValue, isEmptyAsset } from '../../nodetool/empty-values.js';
import { ValueError } from '../../python/errors.js';
import { toMarkdown } from './to-markdown.js';

/** Turns documents of many formats into Markdown. */
const ConvertToMarkdown = defineNodeType({
  type: 'lib.markitdown.ConvertToMarkdown',
  title: 'Convert to Markdown',
  description: 'Turns a document into Markdown: PDF, Word, PowerPoint, EPUB, HTML, CSV, JSON and plain text.',
  tags: ['markdown', 'convert', 'document', 'pdf', 'word'],
  properties: { document: of('document', emptyValue('document'), { description: 'The document.' }) },
  outputs: { output: 'document' },
  exposeAsTool: true,
  process: async ({ document }, context) => {
    if (isEmptyAsset(document)) throw new ValueError('document is not connected: give the document to convert');
    const about = isRecord(document) ? document : {};
    const markdown = await toMarkdown(await context.assets.read(document), {
      contentType: textOr(about['content_type']),
      place: textOr(about['uri']).replace(/^data:[\s\S]*/, ''),
    });
    const bytes = new TextEncoder().encode(markdown);
    const media = { type: 'document', contentType: 'text/markdown', name: 'document.md' };
    return { output: await context.assets.hold({ content: { bytes }, ...media }) };
  },
});

const textOr = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Node types of `lib.markitdown`. */
export const libMarkitdownTypes: readonly NodeType[] = [ConvertToMarkdown];
