import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { defineNodeType } from '../../../engine/node-type.js';
import { of, str } from '../../../engine/property.js';
import { fileNameOf } from '../../nodetool/saved-file.js';
import { ValueError } from '../../python/errors.js';
import { changed, document, openDocument, passOn } from './document-value.js';
import { newDocument } from './new-document.js';
import { escapeXml } from './elements.js';
import { WordFile } from './word-file.js';

/** Makes an empty document. */
export const CreateDocument = defineNodeType({
  type: 'lib.docx.CreateDocument',
  title: 'Create Word Document',
  description:
    'Makes an empty Word document, to which the other types of this group add headings, text, tables and pictures.',
  tags: ['word', 'docx', 'create'],
  outputs: { output: 'document' },
  isPure: false,
  isRetrySafe: true,
  process: async (_, context) => ({ output: await passOn(await newDocument(), context) }),
});

/** Opens a document of the workspace. */
export const LoadWordDocument = defineNodeType({
  type: 'lib.docx.LoadWordDocument',
  title: 'Load Word Document',
  description: 'Opens a Word document of the workspace; what is added to it later does not change the file.',
  tags: ['word', 'docx', 'load', 'file'],
  properties: { path: str('', { description: 'Path of the file in the workspace.' }) },
  outputs: { output: 'document' },
  isPure: false,
  isRetrySafe: true,
  process: async ({ path }, context) => {
    if (path.trim() === '') throw new ValueError('path cannot be empty');
    const bytes = await readFile(await context.workspace.resolve(path));
    await WordFile.open(bytes);
    return { output: await passOn(bytes, context, basename(path)) };
  },
});

/** Writes a document into the workspace. */
export const SaveDocument = defineNodeType({
  type: 'lib.docx.SaveDocument',
  title: 'Save Word Document',
  description: 'Writes a Word document into a folder of the workspace.',
  tags: ['word', 'docx', 'save', 'file'],
  properties: {
    document,
    path: of<{ readonly path?: string }>(
      'file_path',
      // A path has a mark of its type besides; the catalogue holds both.
      { type: 'file_path', path: '' } as { path: string },
      { description: 'Folder of the workspace.' },
    ),
    filename: str('', { description: 'Name of the file; codes such as %Y stand for the time, in UTC.' }),
  },
  isPure: false,
  isRetrySafe: true,
  process: async ({ document: value, path: { path = '' }, filename }, context) => {
    const file = await openDocument(value, context);
    if (path === '') throw new ValueError('Path is not set');
    if (filename === '' && !/\.docx$/i.test(path))
      throw new ValueError('filename cannot be empty: name the file to write');
    const target = await context.workspace.resolve(
      filename === '' ? path : join(path, fileNameOf(filename, context.now())),
    );
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, await file.toBytes());
  },
});

const CORE = 'docProps/core.xml';
/** The elements that hold what the properties say. */
const ELEMENTS = { title: 'dc:title', author: 'dc:creator', subject: 'dc:subject', keywords: 'cp:keywords' } as const;

/** Sets what a document says about itself. */
export const SetDocumentProperties = defineNodeType({
  type: 'lib.docx.SetDocumentProperties',
  title: 'Set Document Properties',
  description: 'Sets what a Word document says about itself. What is left empty stays as it is.',
  tags: ['word', 'docx', 'metadata', 'author'],
  properties: {
    document,
    title: str('', { description: 'Title.' }),
    author: str('', { description: 'Author.' }),
    subject: str('', { description: 'Subject.' }),
    keywords: str('', { description: 'Keywords.' }),
  },
  outputs: { output: 'document' },
  process: ({ document: value, ...properties }, context) =>
    changed(value, context, async (file) => {
      const core = await file.read(CORE);
      if (core === '') throw new Error(`the Word document has no part ${CORE}, which holds its properties`);
      const filled = Object.entries(ELEMENTS).reduce((xml, [name, element]) => {
        // The elements are named after the properties.
        const text = properties[name as keyof typeof ELEMENTS];
        return text === '' ? xml : withElement(xml, element, text);
      }, core);
      file.write(CORE, filled);
    }),
});

const withElement = (xml: string, element: string, text: string): string => {
  const written = `<${element}>${escapeXml(text)}</${element}>`;
  const present = new RegExp(`<${element}\\b[^>]*(?:/>|>[\\s\\S]*?</${element}>)`);
  // Replacements are functions, so that a $ in the text stays one.
  if (present.test(xml)) return xml.replace(present, () => written);
  return xml.replace('</cp:coreProperties>', () => `${written}</cp:coreProperties>`);
};
