import { loadSharp } from '../../common/sharp.js';
import { escapeXml } from '../svg/xml.js';
import type { Rgba } from './css-color.js';
import type { Picture } from './picture.js';
import { toColor, withData } from './picture.js';
import { overlay } from './place.js';
import { decodePicture } from './picture-codec.js';

/** A text with its place and look. */
export interface DrawnText {
  readonly text: string;
  /** Left edge of the text. */
  readonly x: number;
  /** Upper edge of the first line. */
  readonly y: number;
  /** Height of the letters, in pixels. */
  readonly size: number;
  readonly color: Rgba;
  /** How lines of different length lie to each other. */
  readonly align: 'left' | 'center' | 'right';
  readonly font: FontChoice;
}

/** A font of this machine. */
export interface FontChoice {
  readonly family: string;
  readonly isBold: boolean;
  readonly isItalic: boolean;
}

/** From the upper edge of a line to its baseline, in parts of the size: that of DejaVu and similar in other fonts. */
const ASCENT = 0.928;
/** Between the lines of a text, in pixels. */
const LINE_SPACING = 4;
/** Letters that are drawn at most; more don't fit on any image. */
const MAX_LENGTH = 100_000;

/**
 * Reads the name of a font as files and editors spell it: `DejaVuSans-Bold`, `Arial Italic`.
 *
 * @param weight `bold` makes any font bold
 */
export const fontOf = (name: string, weight: string): FontChoice => {
  const [base = '', ...styles] = name
    .replace(/\.(?:ttf|otf|ttc|woff2?)$/i, '')
    .split(/-|\s+(?=(?:bold|italic|oblique)\b)/i);
  const style = styles.join(' ').toLowerCase();
  return {
    family: base.replaceAll(/([a-z])([A-Z])/g, '$1 $2').replace(/^Deja Vu/, 'DejaVu'),
    isBold: /bold|black|heavy/.test(`${style} ${weight.toLowerCase()}`),
    isItalic: /italic|oblique/.test(style),
  };
};

/** Draws a text on a picture; a grey one becomes one of colours. A font that the machine doesn't have is replaced by its standard one. */
export const drawText = async (picture: Picture, order: DrawnText): Promise<Picture> => {
  const lines = order.text.slice(0, MAX_LENGTH).split(/\r\n|\r|\n/);
  const shifts = await shiftsOf(lines, order);
  const { width, height } = picture;
  const svg = svgOf(width, height, order, lines, shifts);
  const layer = await decodePicture(Buffer.from(svg), 'text');
  const base = toColor(picture);
  return overlay(withData(base, new Uint8Array(base.data)), layer, 0, 0);
};

const svgOf = (
  width: number,
  height: number,
  { x, y, size, color, font }: DrawnText,
  lines: readonly string[],
  shifts: readonly number[],
): string => {
  const { red, green, blue, alpha } = color;
  const ascent = size * ASCENT;
  const spans = lines.map((line, index) => {
    const baseline = y + ascent + index * (ascent + LINE_SPACING);
    return `<text xml:space="preserve" x="${x + (shifts[index] ?? 0)}" y="${baseline}">${escapeXml(line)}</text>`;
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<g font-family="${escapeXml(`'${font.family.replaceAll("'", '')}', sans-serif`)}" font-size="${size}"` +
    `${font.isBold ? ' font-weight="bold"' : ''}${font.isItalic ? ' font-style="italic"' : ''}` +
    ` fill="rgb(${red},${green},${blue})" fill-opacity="${alpha / 255}">${spans.join('')}</g></svg>`
  );
};

/** How far each line begins to the right of the longest one. */
const shiftsOf = async (lines: readonly string[], { align, ...order }: DrawnText): Promise<readonly number[]> => {
  if (lines.length < 2 || align === 'left') return lines.map(() => 0);
  const widths: number[] = [];
  for (const line of lines) widths.push(await widthOf(line, order));
  const widest = Math.max(...widths);
  return widths.map((width) => (align === 'center' ? (widest - width) / 2 : widest - width));
};

const widthOf = async (line: string, { size, font }: Pick<DrawnText, 'size' | 'font'>): Promise<number> => {
  if (line.trim() === '') return 0;
  const sharp = await loadSharp();
  const style = `${font.isBold ? ' Bold' : ''}${font.isItalic ? ' Italic' : ''}`;
  // At 72 dots per inch a point is a pixel.
  const text = { text: escapeXml(line), font: `${font.family}${style} ${size}`, dpi: 72, wrap: 'none' as const };
  const { info } = await sharp({ text }).raw().toBuffer({ resolveWithObject: true });
  return info.width;
};
