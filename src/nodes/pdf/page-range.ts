import { int } from '../../engine/property.js';
import { ValueError } from '../python/errors.js';
import type { Pdf, PdfPage } from './pdf-document.js';

/** First page of a range. */
export const startPage = int(0, { description: 'First page; the first of the document is 0.' });

/** Reads pages one after another; a range that reaches beyond the last page ends there. */
export async function* pagesOf(pdf: Pdf, start: number, end: number): AsyncGenerator<PdfPage, void, void> {
  if (start < 0) throw new ValueError(`start_page must be 0 or more, not ${start}: the first page is 0`);
  for (let index = start; index < Math.min(end, pdf.pageCount); index += 1) {
    const page = await pdf.page(index);
    yield page;
    page.proxy.cleanup();
  }
}

/** Where a range ends whose last page counts; -1 is the end of the document. */
export const behindLast = (pdf: Pdf, lastPage: number): number => (lastPage < 0 ? pdf.pageCount : lastPage + 1);

/** Where a range ends whose end doesn't count; -1 is the end of the document. */
export const atEnd = (pdf: Pdf, endPage: number): number => (endPage < 0 ? pdf.pageCount : endPage);
