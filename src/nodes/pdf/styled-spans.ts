import { isRecord } from '../../common/json.js';
import { loadPdf } from './load-pdf.js';
import type { Box, PdfPage } from './pdf-document.js';
import { boxOf } from './pdf-document.js';

/** A run of text with its looks. */
export interface StyledSpan {
  readonly text: string;
  readonly font: string;
  readonly size: number;
  /** As `0xRRGGBB`. */
  readonly color: number;
  readonly bbox: Box;
}

/** The runs of text of a page with their looks. */
export const styledSpans = async (page: PdfPage): Promise<StyledSpan[]> => {
  const colors = await colorsOf(page);
  let letters = 0;
  return page.spans.flatMap((span) => {
    const color = colors[letters] ?? 0;
    letters += lettersIn(span.text);
    if (span.text.trim() === '') return [];
    return [{ text: span.text, font: fontName(page, span.fontId), size: span.size, color, bbox: boxOf(span) }];
  });
};

/** The name that the font has in the file, without the mark of a part of a font. */
const fontName = ({ proxy }: PdfPage, id: string): string => {
  const font: unknown = proxy.commonObjs.has(id) ? proxy.commonObjs.get(id) : null;
  const name: unknown = isRecord(font) ? font['name'] : undefined;
  return typeof name === 'string' ? name.replace(/^[A-Z]{6}\+/, '') : '';
};

/** The color of each letter that the page draws, in order; blanks aren't counted, for the reader adds some of its own. */
const colorsOf = async ({ proxy }: PdfPage): Promise<number[]> => {
  const { OPS } = await (await loadPdf()).getResolvedPDFJS();
  const { fnArray, argsArray } = await proxy.getOperatorList();
  const colors: number[] = [];
  const saved: number[] = [];
  let color = 0;
  for (const [index, operation] of fnArray.entries()) {
    // Arguments are a list for every operation that is looked at here.
    const [argument] = (argsArray[index] ?? []) as readonly unknown[];
    if (operation === OPS.save) saved.push(color);
    else if (operation === OPS.restore) color = saved.pop() ?? 0;
    else if (operation === OPS.setFillRGBColor) color = colorOf(argument);
    else if (operation === OPS.showText && Array.isArray(argument)) {
      const drawn = argument.reduce<number>((sum, glyph) => sum + lettersOfGlyph(glyph), 0);
      for (let letter = 0; letter < drawn; letter += 1) colors.push(color);
    }
  }
  return colors;
};

const colorOf = (value: unknown): number =>
  typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value) ? Number.parseInt(value.slice(1), 16) : 0;

const lettersOfGlyph = (glyph: unknown): number => {
  const text: unknown = isRecord(glyph) ? glyph['unicode'] : undefined;
  return typeof text === 'string' ? lettersIn(text) : 0;
};

const lettersIn = (text: string): number => text.replaceAll(/\s/g, '').length;
