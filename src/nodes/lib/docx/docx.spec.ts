import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mammoth from 'mammoth';
import sharp from 'sharp';

import type { TestWorkspace } from '../../../../test/support/workspace.js';
import { makeWorkspace } from '../../../../test/support/workspace.js';
import { dataframe } from '../../dataframe/dataframe.js';
import { TrialAssets } from '../../trial-assets.js';
import { tryNodeType } from '../../try-node-type.js';
import { libMarkitdownTypes } from '../markitdown/types.js';
import { libDocxTypes } from './types.js';
import { WordFile } from './word-file.js';

let workspace: TestWorkspace;
const assets = new TrialAssets();
beforeAll(async () => {
  workspace = await makeWorkspace();
});
afterAll(() => workspace.remove());

const run = async (name: string, inputs: Readonly<Record<string, unknown>> = {}): Promise<unknown> => {
  const type = [...libDocxTypes, ...libMarkitdownTypes].find((candidate) => candidate.type.endsWith(`.${name}`));
  if (!type) throw new Error(`no type ${name}`);
  const trial = await tryNodeType(type, inputs, {
    services: { assets, workspace },
    now: () => new Date('2030-05-06T00:00:00Z'),
  });
  const output = trial.outputs['output']?.[0];
  // What leaves is an asset; what arrives again names its bytes inline.
  return output === undefined ? undefined : { type: 'document', uri: '', data: await assets.read(output) };
};
const htmlOf = async (document: unknown): Promise<string> =>
  (await mammoth.convertToHtml({ buffer: Buffer.from(await assets.read(document)) })).value;

describe('a Word document', () => {
  it('grows by what is added, in order', async () => {
    let document = await run('CreateDocument');
    document = await run('AddHeading', { document, text: 'A < B & "C"', level: 2 });
    document = await run('AddParagraph', { document, text: 'two\nlines', bold: true, alignment: 'CENTER' });
    document = await run('AddPageBreak', { document });
    const data = dataframe(
      [
        { name: 'a', data_type: 'string' },
        { name: 'b', data_type: 'float' },
      ],
      [
        ['x', 1.5],
        [null, 2],
      ],
    );
    document = await run('AddTable', { document, data });
    expect(await htmlOf(document)).toBe(
      '<h2>A &lt; B &amp; "C"</h2><p><strong>two<br />lines</strong></p>' +
        '<table><tr><td><p>x</p></td><td><p>1.5</p></td></tr><tr><td></td><td><p>2</p></td></tr></table>',
    );
  });

  it('knows headings of all nine levels', async () => {
    const nine = await run('AddHeading', { document: await run('CreateDocument'), text: 'deep', level: 9 });
    const file = await WordFile.open(await assets.read(nine));
    expect(await file.read('word/document.xml')).toContain('<w:pStyle w:val="Heading9"/>');
    expect((await file.read('word/styles.xml')).match(/w:styleId="Heading9"/g)).toHaveLength(1);
  });

  it('takes pictures in their own size or the one that is asked for', async () => {
    const png = await sharp({ create: { width: 96, height: 48, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const image = { type: 'image', uri: '', data: png };
    let document = await run('AddImage', { document: await run('CreateDocument'), image });
    document = await run('AddImage', { document, image, width: 2 });
    const file = await WordFile.open(await assets.read(document));
    const sizes = Array.from(
      (await file.read('word/document.xml')).matchAll(/<wp:extent cx="(\d+)" cy="(\d+)"/g),
      ([, x, y]) => [x, y],
    );
    expect(sizes[1]).toEqual(['1828800', '914400']);
    expect(Number(sizes[0]?.[0])).toBe(2 * Number(sizes[0]?.[1]));
    expect((await htmlOf(document)).match(/<img /g)).toHaveLength(2);
  });

  it('keeps what it says about itself, and what it held before', async () => {
    let document = await run('AddParagraph', { document: await run('CreateDocument'), text: 'kept' });
    document = await run('SetDocumentProperties', { document, title: 'T $1 & more', author: 'Ann' });
    document = await run('SetDocumentProperties', { document, title: 'New', keywords: 'k' });
    const core = await (await WordFile.open(await assets.read(document))).read('docProps/core.xml');
    expect(core).toContain('<dc:title>New</dc:title>');
    expect(core).toContain('<dc:creator>Ann</dc:creator>');
    expect(core).toContain('<cp:keywords>k</cp:keywords>');
    expect(await htmlOf(document)).toBe('<p>kept</p>');
  });

  it('is the same for the same steps', async () => {
    const start = await run('CreateDocument');
    const [one, two] = await Promise.all([1, 2].map(() => run('AddParagraph', { document: start, text: 'x' })));
    expect(Buffer.compare(await assets.read(one), await assets.read(two))).toBe(0);
  });

  it('is saved and loaded, without a change to the file', async () => {
    const document = await run('AddParagraph', { document: await run('CreateDocument'), text: 'first' });
    await run('SaveDocument', { document, path: { type: 'file_path', path: 'out' }, filename: 'note-%Y.docx' });
    const saved = await readFile(join(workspace.folder, 'out/note-2030.docx'));
    const loaded = await run('LoadWordDocument', { path: 'out/note-2030.docx' });
    expect(await htmlOf(await run('AddParagraph', { document: loaded, text: 'second' }))).toBe(
      '<p>first</p><p>second</p>',
    );
    expect(Buffer.compare(saved, await readFile(join(workspace.folder, 'out/note-2030.docx')))).toBe(0);
  });

  it('says what is missing or no Word document', async () => {
    await expect(run('AddPageBreak')).rejects.toThrow('Document is not connected');
    await expect(run('AddPageBreak', { document: { type: 'document', uri: 'data:,text' } })).rejects.toThrow(
      /no Word document/,
    );
    await expect(run('LoadWordDocument')).rejects.toThrow('path cannot be empty');
    await expect(run('SaveDocument', { document: await run('CreateDocument') })).rejects.toThrow('Path is not set');
  });
});

it('is converted to Markdown', async () => {
  let document = await run('AddHeading', { document: await run('CreateDocument'), text: 'Head', level: 1 });
  document = await run('AddParagraph', { document, text: 'text' });
  const data = dataframe(
    [
      { name: 'a', data_type: 'string' },
      { name: 'b', data_type: 'string' },
    ],
    [
      ['x', 'y|z'],
      ['1', '2'],
    ],
  );
  document = await run('AddTable', { document, data });
  const markdown = await run('ConvertToMarkdown', { document });
  expect(Buffer.from(await assets.read(markdown)).toString()).toBe(
    '# Head\n\ntext\n\n| x | y\\|z |\n| --- | --- |\n| 1 | 2 |',
  );
});
