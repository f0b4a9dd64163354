import type JSZip from 'jszip';

import { loadOnce } from '../../load-once.js';
import { elementsOf, parseHtml, textOfNodes } from '../../web/html.js';
import { htmlToMarkdown } from './html.js';

const loadJsZip = loadOnce(async () => (await import('jszip')).default);
const loadMammoth = loadOnce(async () => (await import('mammoth')).default);

/** Writes a document that is a package of parts as Markdown: Word, PowerPoint or EPUB. */
export const packageToMarkdown = async (bytes: Uint8Array): Promise<string> => {
  const JsZip = await loadJsZip();
  const zip = await JsZip.loadAsync(bytes);
  if (zip.file('word/document.xml')) return wordToMarkdown(bytes);
  if (zip.file('ppt/presentation.xml')) return slidesToMarkdown(zip);
  if (zip.file('META-INF/container.xml')) return bookToMarkdown(zip);
  const kind = zip.file('xl/workbook.xml') ? 'an Excel workbook' : 'an archive of an unknown kind';
  throw new Error(`the document is ${kind}, which can't be converted to Markdown here: use DOCX, PPTX or EPUB`);
};

const wordToMarkdown = async (bytes: Uint8Array): Promise<string> => {
  const mammoth = await loadMammoth();
  // Pictures would fill the text with their bytes.
  const convertImage = mammoth.images.imgElement(() => Promise.resolve({ src: '' }));
  const { value } = await mammoth.convertToHtml({ buffer: Buffer.from(bytes) }, { convertImage });
  return htmlToMarkdown(value.replaceAll(/<img\b[^>]*>/g, ''));
};

const slidesToMarkdown = async (zip: JSZip): Promise<string> => {
  const slides = Object.keys(zip.files)
    .flatMap((name) => {
      const number = /^ppt\/slides\/slide(\d+)\.xml$/.exec(name)?.[1];
      return number === undefined ? [] : [{ name, number: Number(number) }];
    })
    .sort((a, b) => a.number - b.number);
  const texts: string[] = [];
  for (const { name, number } of slides) {
    const page = await parseHtml((await zip.file(name)?.async('string')) ?? '');
    const paragraphs = elementsOf(page, 'a\\:p').map((paragraph) =>
      page(paragraph)
        .find('a\\:t')
        .toArray()
        .map((run) => textOfNodes([run]))
        .join('')
        .trim(),
    );
    texts.push([`## Slide ${number}`, ...paragraphs.filter(Boolean)].join('\n\n'));
  }
  return texts.join('\n\n');
};

/** Writes the chapters of a book in the order in which they are read. */
const bookToMarkdown = async (zip: JSZip): Promise<string> => {
  const container = await parseHtml((await zip.file('META-INF/container.xml')?.async('string')) ?? '');
  const index = container('rootfile').attr('full-path') ?? '';
  const book = await parseHtml((await zip.file(index)?.async('string')) ?? '');
  const folder = index.slice(0, index.lastIndexOf('/') + 1);
  const places = new Map(elementsOf(book, 'item').map(({ attribs }) => [attribs['id'] ?? '', attribs['href'] ?? '']));
  const chapters: string[] = [];
  for (const { attribs } of elementsOf(book, 'itemref')) {
    const place = decodeURIComponent(places.get(attribs['idref'] ?? '') ?? '');
    const chapter = await zip.file(folder + place)?.async('string');
    if (chapter !== undefined) chapters.push(await htmlToMarkdown(chapter));
  }
  return chapters.join('\n\n');
};
