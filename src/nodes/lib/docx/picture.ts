import { loadOnce } from '../../load-once.js';

const loadSharp = loadOnce(async () => (await import('sharp')).default);

const DOTS_PER_INCH = 96;
/** What fits between the margins of a page, in inches. */
const PAGE_WIDTH = 6.25;
const WORD_FORMATS: ReadonlySet<string> = new Set(['png', 'jpeg', 'gif']);

export interface PreparedPicture {
  readonly bytes: Uint8Array;
  readonly ending: 'png' | 'jpeg' | 'gif';
  /** In inches. */
  readonly width: number;
  readonly height: number;
}

/**
 * Makes a picture one that Word shows, and finds its size.
 *
 * @param wanted size in inches; 0 where it shall follow from the picture
 */
export const preparePicture = async (
  bytes: Uint8Array,
  wanted: { readonly width: number; readonly height: number },
): Promise<PreparedPicture> => {
  const sharp = await loadSharp();
  const { format, width, height, density } = await sharp(bytes).metadata();
  const dots = density !== undefined && density > 1 ? density : DOTS_PER_INCH;
  const isShown = WORD_FORMATS.has(format);
  return {
    bytes: isShown ? bytes : await sharp(bytes).png().toBuffer(),
    // What the set holds is what the type names.
    ending: isShown ? (format as PreparedPicture['ending']) : 'png',
    ...sizeOf(wanted, { width: width / dots, height: height / dots }),
  };
};

const sizeOf = (
  wanted: { readonly width: number; readonly height: number },
  own: { readonly width: number; readonly height: number },
): { readonly width: number; readonly height: number } => {
  const ratio = own.height / own.width;
  if (wanted.width > 0)
    return { width: wanted.width, height: wanted.height > 0 ? wanted.height : wanted.width * ratio };
  if (wanted.height > 0) return { width: wanted.height / ratio, height: wanted.height };
  const width = Math.min(own.width, PAGE_WIDTH);
  return { width, height: width * ratio };
};
