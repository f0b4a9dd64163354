import { typeOfFileName } from '../../../common/file-types.js';
import { loadOnce } from '../../load-once.js';
import { pagesToMarkdown, tableMarkdown } from '../../pdf/markdown.js';
import { pagesOf } from '../../pdf/page-range.js';
import { withPdfBytes } from '../../pdf/pdf-document.js';
import { decodeText, mediaTypeOf } from '../../web/charset.js';
import { htmlToMarkdown } from './html.js';
import { packageToMarkdown } from './package.js';

const loadCsv = loadOnce(() => import('csv-parse/sync'));

/** What is known of a document besides its bytes. */
export interface DocumentHints {
  readonly contentType: string;
  /** Its address or name; empty when it has none. */
  readonly place: string;
}

/**
 * Writes a document as Markdown; its first bytes say more than its name.
 *
 * @throws Error when the format is none that can be converted
 */
export const toMarkdown = async (bytes: Uint8Array, hints: DocumentHints): Promise<string> => {
  if (startsWith(bytes, '%PDF-')) return pdfToMarkdown(bytes);
  if (startsWith(bytes, 'PK\u0003\u0004')) return packageToMarkdown(bytes);
  const type = textTypeOf(hints);
  const text = decodeText(bytes, hints.contentType);
  if (text.includes('\u0000')) {
    throw new Error(
      `a document of type ${type || 'unknown'} can't be converted to Markdown: use PDF, DOCX, PPTX, EPUB, HTML, CSV, JSON or text`,
    );
  }
  if (type === 'text/html' || type === 'application/xhtml+xml' || looksLikeHtml(text)) return htmlToMarkdown(text);
  if (type === 'text/csv' || type === 'text/tab-separated-values') return csvToMarkdown(text, type);
  return type === 'application/json' ? `\`\`\`json\n${text.trim()}\n\`\`\`` : text;
};

/** The type that the sender names, or the one that the name's ending stands for. */
const textTypeOf = ({ contentType, place }: DocumentHints): string => {
  const announced = mediaTypeOf(contentType);
  const isVague = ['', 'application/octet-stream', 'text/plain'].includes(announced);
  const path = place.replace(/[?#][\s\S]*$/, '');
  const guessed = /\.tsv$/i.test(path)
    ? 'text/tab-separated-values'
    : typeOfFileName(/\.htm$/i.test(path) ? 'x.html' : path);
  return isVague && guessed !== 'application/octet-stream' ? guessed : announced;
};

const startsWith = (bytes: Uint8Array, mark: string): boolean =>
  Array.from(mark).every((letter, index) => bytes[index] === letter.charCodeAt(0));

const looksLikeHtml = (text: string): boolean => /^\s*(?:<!doctype html|<html[\s>]|<head[\s>]|<body[\s>])/i.test(text);

const pdfToMarkdown = (bytes: Uint8Array): Promise<string> =>
  withPdfBytes(bytes, async (pdf) => {
    const pages = [];
    for await (const { spans } of pagesOf(pdf, 0, pdf.pageCount)) pages.push({ spans });
    return pagesToMarkdown(pages);
  });

const csvToMarkdown = async (text: string, type: string): Promise<string> => {
  const { parse } = await loadCsv();
  const delimiter = type === 'text/csv' ? ',' : '\t';
  const rows = parse(text, {
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  const width = Math.max(0, ...rows.map((row) => row.length));
  return width === 0 ? '' : tableMarkdown(rows.map((row) => Array.from({ length: width }, (_, at) => row[at] ?? '')));
};
