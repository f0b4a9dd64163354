import type { NodeContext } from '../../engine/node-context.js';
import { isEmptyAsset } from '../nodetool/empty-values.js';
import { ValueError } from '../python/errors.js';
import { messageOf } from '../web/answer.js';
import { loadPdf } from './load-pdf.js';

type Proxy = Awaited<ReturnType<Awaited<ReturnType<typeof loadPdf>>['getDocumentProxy']>>;
type PageProxy = Awaited<ReturnType<Proxy['getPage']>>;

/** Where something is on a page: in points, from the upper left corner. */
export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** A run of text in one font. */
export interface Span extends Box {
  readonly text: string;
  /** In points. */
  readonly size: number;
  /** Name of the font inside of the file. */
  readonly fontId: string;
  /** Whether a line ends behind it. */
  readonly endsLine: boolean;
}

/** A page, opened for reading. */
export interface PdfPage {
  /** From 0. */
  readonly index: number;
  readonly width: number;
  readonly height: number;
  /** Degrees. */
  readonly rotation: number;
  readonly spans: readonly Span[];
  readonly proxy: PageProxy;
  /** The document that it belongs to. */
  readonly document: Proxy;
}

/** A PDF file, opened for reading. */
export interface Pdf {
  readonly pageCount: number;
  page(index: number): Promise<PdfPage>;
}

/** Opens a document as PDF, works with it, and closes it again. */
export const withPdf = async <T>(
  document: unknown,
  context: NodeContext,
  work: (pdf: Pdf) => Promise<T>,
): Promise<T> => {
  if (isEmptyAsset(document)) throw new ValueError('pdf is not connected: give the PDF document to read');
  return withPdfBytes(await context.assets.read(document), work);
};

/** As `withPdf`, for bytes that are at hand. */
export const withPdfBytes = async <T>(bytes: Uint8Array, work: (pdf: Pdf) => Promise<T>): Promise<T> => {
  const proxy = await open(bytes);
  try {
    return await work({ pageCount: proxy.numPages, page: (index) => readPage(proxy, index) });
  } finally {
    await proxy.loadingTask.destroy();
  }
};

const open = async (bytes: Uint8Array): Promise<Proxy> => {
  const { getDocumentProxy } = await loadPdf();
  try {
    // The reader takes the bytes away: it gets its own.
    return await getDocumentProxy(Uint8Array.from(bytes), { verbosity: 0, isEvalSupported: false });
  } catch (error) {
    const isLocked = error instanceof Error && error.name === 'PasswordException';
    const reason = isLocked ? 'it is protected by a password' : messageOf(error);
    throw new Error(`the document can't be read as PDF: ${reason}`, { cause: error });
  }
};

const readPage = async (pdf: Proxy, index: number): Promise<PdfPage> => {
  const proxy = await pdf.getPage(index + 1);
  const viewport = proxy.getViewport({ scale: 1 });
  const { items, styles } = await proxy.getTextContent({ disableNormalization: true });
  const spans = items.flatMap((item): Span[] => {
    if (!('str' in item)) return [];
    // The transformation of a run of text holds six numbers, which the reader's types leave open.
    const [, , c = 0, d = 0, e = 0, f = 0] = item.transform as readonly number[];
    const size = Math.hypot(c, d);
    const [x0 = 0, baseline = 0] = viewport.convertToViewportPoint(e, f) as readonly number[];
    const { ascent = 0.8, descent = -0.2 } = styles[item.fontName] ?? {};
    return [
      {
        text: item.str,
        size,
        fontId: item.fontName,
        endsLine: item.hasEOL,
        x0,
        x1: x0 + item.width,
        y0: baseline - (ascent || 0.8) * size,
        y1: baseline - (descent || -0.2) * size,
      },
    ];
  });
  return { index, width: viewport.width, height: viewport.height, rotation: proxy.rotate, spans, proxy, document: pdf };
};

/** The box around others. */
export const boxAround = (boxes: readonly Box[]): Box => ({
  x0: Math.min(...boxes.map((box) => box.x0)),
  y0: Math.min(...boxes.map((box) => box.y0)),
  x1: Math.max(...boxes.map((box) => box.x1)),
  y1: Math.max(...boxes.map((box) => box.y1)),
});

/** Only the place of something. */
export const boxOf = ({ x0, y0, x1, y1 }: Box): Box => ({ x0, y0, x1, y1 });
