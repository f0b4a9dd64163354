import { loadOnce } from '../load-once.js';
import { loadPdf } from './load-pdf.js';
import type { PdfPage } from './pdf-document.js';

const loadSharp = loadOnce(async () => (await import('sharp')).default);

/** The pictures of a page as PNG, in the order in which it draws them. */
export const imagesOfPage = async ({ document, index }: Pick<PdfPage, 'document' | 'index'>): Promise<Uint8Array[]> => {
  const { extractImages } = await loadPdf();
  const sharp = await loadSharp();
  const images = await extractImages(document, index + 1);
  return Promise.all(
    images.map(({ data, width, height, channels }) =>
      sharp(data, { raw: { width, height, channels } }).png().toBuffer(),
    ),
  );
};
