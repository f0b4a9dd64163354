import { describe, expect, it } from '@jest/globals';

import { makePdf, textAt } from '../../../test/support/pdf.js';
import { libPdfplumberTypes } from '../lib/pdfplumber/types.js';
import { libPymupdfTypes } from '../lib/pymupdf/types.js';
import { TrialAssets } from '../trial-assets.js';
import { tryNodeType } from '../try-node-type.js';

const TYPES = [...libPdfplumberTypes, ...libPymupdfTypes];
const assets = new TrialAssets();

const run = async (
  name: string,
  bytes: Uint8Array,
  inputs: Readonly<Record<string, unknown>> = {},
): Promise<unknown> => {
  const type = TYPES.find((candidate) => candidate.type === `lib.${name}`);
  if (!type) throw new Error(`no type ${name}`);
  const pdf = { type: 'document', uri: '', data: Buffer.from(bytes).toString('base64') };
  return (await tryNodeType(type, { pdf, ...inputs }, { services: { assets } })).outputs['output']?.[0];
};

const table = (x: number, y: number, rows: readonly (readonly string[])[]): string =>
  rows.flatMap((row, line) => row.map((cell, column) => textAt(x + 120 * column, y - 16 * line, cell))).join(' ');

const PAGE = [
  textAt(72, 720, 'Big Title', { font: 'F2', size: 24 }),
  'BT /F1 12 Tf 72 680 Td (Hello ) Tj 1 0 0 rg (red) Tj 0 g 0 -14 Td (second line of the running text) Tj ET',
  textAt(72, 620, '\\225 a point'.replace('\\225', '-')),
  table(72, 560, [
    ['Name', 'Age', 'City'],
    ['Ann', '41', 'Oslo'],
    ['Bob', '', 'Rome'],
  ]),
  'q 50 0 0 50 100 100 cm /I Do Q',
].join('\n');
const DOCUMENT = makePdf([PAGE, textAt(72, 700, 'Page two'), textAt(72, 700, 'Page three (end)')]);

describe('lib.pymupdf', () => {
  it('reads text line by line, pages from first to last inclusive', async () => {
    expect(await run('pymupdf.ExtractText', DOCUMENT, { start_page: 1 })).toBe('Page two\nPage three (end)\n');
    expect(await run('pymupdf.ExtractText', DOCUMENT, { start_page: 1, end_page: 1 })).toBe('Page two\n');
    expect(await run('pymupdf.ExtractText', DOCUMENT, { end_page: 0 })).toMatch(
      /^Big Title\nHello red\nsecond line of the running text\n/,
    );
  });

  it('ends at the last page where the range goes on, and refuses one before the first', async () => {
    expect(await run('pymupdf.ExtractText', DOCUMENT, { start_page: 2, end_page: 9 })).toBe('Page three (end)\n');
    await expect(run('pymupdf.ExtractText', DOCUMENT, { start_page: -2 })).rejects.toThrow(
      /start_page must be 0 or more/,
    );
  });

  it('tells font, size, color and place of text', async () => {
    const spans = (await run('pymupdf.ExtractTextWithStyle', DOCUMENT, { end_page: 0 })) as readonly Record<
      string,
      unknown
    >[];
    expect(spans[0]).toMatchObject({ text: 'Big Title', font: 'Helvetica-Bold', size: 24, color: 0 });
    expect(spans[0]?.['bbox']).toMatchObject({ x0: 72 });
    const colored = await run(
      'pymupdf.ExtractTextWithStyle',
      makePdf([
        'BT /F1 12 Tf 0 0 1 rg 72 700 Td (blue) Tj ET q 1 0 0 rg BT /F1 9 Tf 72 600 Td (red) Tj ET Q BT /F1 9 Tf 72 500 Td (blue) Tj ET',
      ]),
    );
    expect(colored).toMatchObject([
      { text: 'blue', color: 0x0000ff, font: 'Helvetica' },
      { text: 'red', color: 0xff0000, size: 9 },
      { text: 'blue', color: 0x0000ff },
    ]);
  });

  it('groups lines to blocks', async () => {
    const blocks = (await run('pymupdf.ExtractTextBlocks', DOCUMENT, { end_page: 0 })) as readonly Record<
      string,
      unknown
    >[];
    expect(blocks.slice(0, 2)).toMatchObject([
      { page: 0, block: 0, text: 'Big Title' },
      { block: 1, text: 'Hello red\nsecond line of the running text' },
    ]);
  });

  it('finds tables', async () => {
    expect(await run('pymupdf.ExtractTables', DOCUMENT)).toMatchObject([
      {
        page: 0,
        rows: 3,
        columns: 3,
        header: { names: ['Name', 'Age', 'City'], external: false },
        content: [
          ['Name', 'Age', 'City'],
          ['Ann', '41', 'Oslo'],
          ['Bob', '', 'Rome'],
        ],
      },
    ]);
  });

  it('writes Markdown', async () => {
    expect(await run('pymupdf.ExtractMarkdown', DOCUMENT, { end_page: 1 })).toBe(
      [
        '# Big Title',
        'Hello red\nsecond line of the running text',
        '- a point',
        '| Name | Age | City |\n| --- | --- | --- |\n| Ann | 41 | Oslo |\n| Bob |  | Rome |',
        'Page two',
      ].join('\n\n'),
    );
  });
});

describe('lib.pdfplumber', () => {
  it('reads text of pages before the end, with an empty line between', async () => {
    expect(await run('pdfplumber.ExtractText', DOCUMENT, { start_page: 1, end_page: -1 })).toBe(
      'Page two\n\nPage three (end)',
    );
    expect(await run('pdfplumber.ExtractText', DOCUMENT, { start_page: 1, end_page: 2 })).toBe('Page two');
    expect(await run('pdfplumber.ExtractText', DOCUMENT, { start_page: 7, end_page: 9 })).toBe('');
  });

  it('counts and measures pages', async () => {
    expect(await run('pdfplumber.GetPageCount', DOCUMENT)).toBe(3);
    expect(await run('pdfplumber.ExtractPageMetadata', DOCUMENT, { start_page: 1, end_page: 2 })).toEqual([
      { page_number: 2, width: 612, height: 792, rotation: 0, bbox: [0, 0, 612, 792] },
    ]);
  });

  it('gives tables whose first row names the columns', async () => {
    expect(await run('pdfplumber.ExtractTables', DOCUMENT)).toMatchObject([
      {
        type: 'dataframe',
        columns: [{ name: 'Name' }, { name: 'Age' }, { name: 'City' }],
        data: [
          ['Ann', '41', 'Oslo'],
          ['Bob', null, 'Rome'],
        ],
      },
    ]);
  });

  it('takes pictures out', async () => {
    const images = (await run('pdfplumber.ExtractImages', DOCUMENT)) as readonly unknown[];
    expect(images).toHaveLength(1);
    expect(
      Buffer.from(await assets.read(images[0]))
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  });
});

describe('what is no PDF', () => {
  it('is refused by name', async () => {
    const text = new TextEncoder().encode('only text');
    await expect(run('pymupdf.ExtractText', text)).rejects.toThrow(/the document can't be read as PDF/);
    await expect(run('pymupdf.ExtractText', text, { pdf: { type: 'document', uri: '' } })).rejects.toThrow(
      /pdf is not connected/,
    );
  });
});
