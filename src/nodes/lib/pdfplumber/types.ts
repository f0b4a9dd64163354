import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { dict, int, of } from '../../../engine/property.js';
import { completeValue, emptyValue } from '../../nodetool/empty-values.js';
import { imagesOfPage } from '../../pdf/images.js';
import { linesOf, textOfLines } from '../../pdf/lines.js';
import { atEnd, pagesOf, startPage } from '../../pdf/page-range.js';
import type { PdfPage } from '../../pdf/pdf-document.js';
import { withPdf } from '../../pdf/pdf-document.js';
import { findTables } from '../../pdf/tables.js';
import type { NodeContext } from '../../../engine/node-context.js';
import { tableToDataframe } from './table-dataframe.js';

const document = of('document', emptyValue('document'), { description: 'The PDF document.' });
/** NodeTool's catalogue gives some of these types an empty text for the document that isn't there yet. */
const unsetDocument = of('document', '', { description: 'The PDF document.' });
const range = {
  start_page: startPage,
  end_page: int(4, { description: 'Page before which it ends; -1 for the end of the document.' }),
};

interface Pages {
  readonly pdf: unknown;
  readonly start_page: number;
  readonly end_page: number;
}

const readPages = <T>(
  { pdf: value, start_page: start, end_page: end }: Pages,
  context: NodeContext,
  read: (page: PdfPage) => T | Promise<T>,
): Promise<T[]> =>
  withPdf(value, context, async (pdf) => {
    const results: T[] = [];
    for await (const page of pagesOf(pdf, start, atEnd(pdf, end))) {
      context.signal.throwIfAborted();
      results.push(await read(page));
    }
    return results;
  });

/** Reads the text of pages. */
const ExtractText = defineNodeType({
  type: 'lib.pdfplumber.ExtractText',
  title: 'Extract PDF Text',
  description: 'Reads the text of pages of a PDF, with an empty line between two pages.',
  tags: ['pdf', 'text', 'extract'],
  properties: { pdf: document, ...range },
  outputs: { output: 'str' },
  process: async (inputs, context) => {
    const pages = await readPages(inputs, context, ({ spans }) => textOfLines(linesOf(spans)));
    return { output: pages.join('\n\n') };
  },
});

/** Takes the pictures out of pages. */
const ExtractImages = defineNodeType({
  type: 'lib.pdfplumber.ExtractImages',
  title: 'Extract PDF Images',
  description: 'Takes the pictures out of pages of a PDF.',
  tags: ['pdf', 'image', 'extract'],
  properties: { pdf: unsetDocument, ...range },
  outputs: { output: 'list[image]' },
  process: async (inputs, context) => {
    const pages = await readPages(inputs, context, async (page) => {
      const images = await imagesOfPage(page);
      return Promise.all(
        images.map((bytes) => context.assets.hold({ content: { bytes }, type: 'image', contentType: 'image/png' })),
      );
    });
    return { output: pages.flat() };
  },
});

/** Counts the pages. */
const GetPageCount = defineNodeType({
  type: 'lib.pdfplumber.GetPageCount',
  title: 'Count PDF Pages',
  description: 'Tells how many pages a PDF has.',
  tags: ['pdf', 'pages', 'count'],
  properties: { pdf: unsetDocument },
  outputs: { output: 'int' },
  process: ({ pdf: value }, context) => withPdf(value, context, async ({ pageCount }) => ({ output: pageCount })),
});

/** Tells what pages look like. */
const ExtractPageMetadata = defineNodeType({
  type: 'lib.pdfplumber.ExtractPageMetadata',
  title: 'PDF Page Metadata',
  description: 'Tells number, size in points and rotation of pages of a PDF.',
  tags: ['pdf', 'pages', 'size', 'metadata'],
  properties: { pdf: unsetDocument, ...range },
  outputs: { output: 'list[dict]' },
  process: async (inputs, context) => ({
    output: await readPages(inputs, context, ({ index, width, height, rotation }) => ({
      page_number: index + 1,
      width,
      height,
      rotation,
      bbox: [0, 0, width, height],
    })),
  }),
});

const TABLE_SETTINGS = {
  vertical_strategy: 'text',
  horizontal_strategy: 'text',
  snap_tolerance: 3,
  join_tolerance: 3,
  edge_min_length: 3,
  min_words_vertical: 3,
  min_words_horizontal: 1,
  text_keep_blank_chars: false,
  text_tolerance: 3,
  text_x_tolerance: 3,
  text_y_tolerance: 3,
};

/** Takes the tables out of pages. */
const ExtractTables = defineNodeType({
  type: 'lib.pdfplumber.ExtractTables',
  title: 'Extract PDF Tables',
  description:
    'Finds what is set like a table on pages of a PDF, and gives each as a table; its first row names the columns.',
  tags: ['pdf', 'table', 'dataframe', 'extract'],
  properties: {
    pdf: document,
    ...range,
    table_settings: dict('', TABLE_SETTINGS, {
      description: 'Kept for older workflows: tables are found by the places of the words, without settings.',
    }),
  },
  outputs: { output: 'list[dataframe]' },
  process: async (inputs, context) => {
    const pages = await readPages(inputs, context, ({ spans }) => findTables(spans));
    return { output: pages.flat().map((table) => completeValue(tableToDataframe(table.rows))) };
  },
});

/** Node types of `lib.pdfplumber`. */
export const libPdfplumberTypes: readonly NodeType[] = [
  ExtractImages,
  ExtractPageMetadata,
  ExtractTables,
  ExtractText,
  GetPageCount,
];
