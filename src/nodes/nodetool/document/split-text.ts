import { isRecord } from '../../../common/json.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { bool, int, list } from '../../../engine/property.js';
import { lengthOf } from '../../python/code-points.js';
import { joinSection, markdownSections } from './markdown-sections.js';
import { splitRecursively } from './recursive-splitter.js';
import { CHUNK_OUTPUTS, document, sourceOf, textOfDocument } from './text-of-document.js';

const MARKDOWN_SEPARATORS = ['\n\n', '\n', ' ', ''];

/** Cuts a text into chunks of a size. */
export const SplitRecursively = defineNodeType({
  type: 'nodetool.document.SplitRecursively',
  title: 'Split Text',
  description:
    'Cuts a document into chunks of a size, at paragraphs where that goes, else at lines, else at sentences. start_index is the place in the text.',
  tags: ['text', 'split', 'chunks', 'stream'],
  properties: {
    document,
    chunk_size: int(1000, { description: 'Longest chunk, in characters.' }),
    chunk_overlap: int(200, { description: 'Most characters that a chunk repeats of the one before.' }),
    separators: list<string>('str', ['\n\n', '\n', '.'], { description: 'Where to cut, the best places first.' }),
  },
  outputs: CHUNK_OUTPUTS,
  async *generate({ document: value, chunk_size: chunkSize, chunk_overlap: chunkOverlap, separators }, context) {
    const text = await textOfDocument(value, context);
    const chunks = splitRecursively(text, { chunkSize, chunkOverlap, separators });
    for (const [index, { text: chunk, start }] of chunks.entries()) {
      yield { text: chunk, source_id: `${sourceOf(value)}:${index}`, start_index: start };
    }
  },
});

/** Cuts Markdown at its headings. */
export const SplitMarkdown = defineNodeType({
  type: 'nodetool.document.SplitMarkdown',
  title: 'Split Markdown',
  description:
    'Cuts a Markdown document at its headings, and longer sections into chunks of a size. start_index is the place in the text.',
  tags: ['markdown', 'split', 'headings', 'chunks', 'stream'],
  properties: {
    document,
    headers_to_split_on: list(
      'tuple[str,str]',
      [
        ['#', 'Header 1'],
        ['##', 'Header 2'],
        ['###', 'Header 3'],
      ],
      { description: 'Marks of the headings to cut at, each with a name.' },
    ),
    strip_headers: bool(true, { description: 'Leave the headings themselves out.' }),
    return_each_line: bool(false, { description: 'Send every paragraph by itself instead of whole sections.' }),
    chunk_size: int(1000, { description: 'Longest chunk, in characters; 0 keeps sections whole.' }),
    chunk_overlap: int(30, { description: 'Most characters that a chunk repeats of the one before.' }),
  },
  outputs: CHUNK_OUTPUTS,
  async *generate(inputs, context) {
    const text = await textOfDocument(inputs.document, context);
    const source = sourceOf(inputs.document);
    const sections = markdownSections(text, {
      marks: inputs.headers_to_split_on.map(markOf).filter((mark) => mark !== ''),
      stripsHeaders: inputs.strip_headers,
      byParagraph: inputs.return_each_line,
    });
    const options = {
      chunkSize: inputs.chunk_size,
      chunkOverlap: inputs.chunk_overlap,
      separators: MARKDOWN_SEPARATORS,
    };
    for (const section of sections) {
      const { text: joined, placeOf } = joinSection(section);
      const chunks = inputs.chunk_size > 0 ? splitRecursively(joined, options) : [{ text: joined, start: 0 }];
      for (const { text: chunk, start } of chunks) {
        const unit = Array.from(joined).slice(0, start).join('').length;
        yield { text: chunk, source_id: source, start_index: lengthOf(text.slice(0, placeOf(unit))) };
      }
    }
  },
});

/** The mark of a pair of mark and name. */
const markOf = (pair: unknown): string => {
  const first: unknown = Array.isArray(pair) ? pair[0] : isRecord(pair) ? pair['0'] : pair;
  return typeof first === 'string' ? first : '';
};
