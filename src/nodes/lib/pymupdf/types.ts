import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { int, of } from '../../../engine/property.js';
import { emptyValue } from '../../nodetool/empty-values.js';
import { blocksOf, linesOf, textOfLines } from '../../pdf/lines.js';
import { pagesToMarkdown } from '../../pdf/markdown.js';
import { behindLast, pagesOf, startPage } from '../../pdf/page-range.js';
import type { PdfPage } from '../../pdf/pdf-document.js';
import { boxOf, withPdf } from '../../pdf/pdf-document.js';
import { styledSpans } from '../../pdf/styled-spans.js';
import { findTables } from '../../pdf/tables.js';

const properties = {
  pdf: of('document', emptyValue('document'), { description: 'The PDF document.' }),
  start_page: startPage,
  end_page: int(-1, { description: 'Last page; -1 for the last of the document.' }),
};

interface PdfType<T> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly output: string;
  readonly read: (page: PdfPage) => T | Promise<T>;
  readonly join: (pages: readonly T[]) => unknown;
}

/** Declares a type that reads some pages one after another. */
const pdfType = <T>({ name, title, description, tags, output, read, join }: PdfType<T>): NodeType =>
  defineNodeType({
    type: `lib.pymupdf.${name}`,
    title,
    description,
    tags,
    properties,
    outputs: { output },
    exposeAsTool: true,
    process: ({ pdf: document, start_page: start, end_page: end }, context) =>
      withPdf(document, context, async (pdf) => {
        const pages: T[] = [];
        for await (const page of pagesOf(pdf, start, behindLast(pdf, end))) {
          context.signal.throwIfAborted();
          pages.push(await read(page));
        }
        return { output: join(pages) };
      }),
  });

/** Node types of `lib.pymupdf`. */
export const libPymupdfTypes: readonly NodeType[] = [
  pdfType({
    name: 'ExtractMarkdown',
    title: 'PDF to Markdown',
    description:
      'Reads pages of a PDF as Markdown: larger letters become headings, what is set like a table becomes one.',
    tags: ['pdf', 'markdown', 'convert'],
    output: 'str',
    read: ({ spans }) => ({ spans }),
    join: pagesToMarkdown,
  }),
  pdfType({
    name: 'ExtractTables',
    title: 'PDF Tables',
    description: 'Finds what is set like a table on pages of a PDF, and gives its cells with their place.',
    tags: ['pdf', 'table', 'extract'],
    output: 'list[dict]',
    read: ({ index, spans }) =>
      findTables(spans).map((table) => ({
        page: index,
        bbox: boxOf(table),
        rows: table.rows.length,
        columns: table.columnCount,
        header: { names: table.rows[0] ?? [], external: false },
        content: table.rows,
      })),
    join: (pages) => pages.flat(),
  }),
  pdfType({
    name: 'ExtractText',
    title: 'PDF Text',
    description: 'Reads the text of pages of a PDF, line by line.',
    tags: ['pdf', 'text', 'extract'],
    output: 'str',
    read: ({ spans }) => linesOf(spans).map((line) => `${line.text}\n`),
    join: (pages) => pages.flat().join(''),
  }),
  pdfType({
    name: 'ExtractTextBlocks',
    title: 'PDF Text Blocks',
    description: 'Reads the text of pages of a PDF in blocks of lines that stand together, each with its place.',
    tags: ['pdf', 'text', 'layout', 'extract'],
    output: 'list[dict]',
    read: ({ index, spans }) =>
      blocksOf(linesOf(spans)).map((block, number) => ({
        page: index,
        block: number,
        bbox: boxOf(block),
        text: textOfLines(block.lines),
      })),
    join: (pages) => pages.flat(),
  }),
  pdfType({
    name: 'ExtractTextWithStyle',
    title: 'PDF Styled Text',
    description: 'Reads the text of pages of a PDF in runs of one look: font, size, color and place of each.',
    tags: ['pdf', 'text', 'font', 'extract'],
    output: 'list[dict]',
    read: styledSpans,
    join: (pages) => pages.flat(),
  }),
];
