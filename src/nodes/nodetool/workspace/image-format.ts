import { ValueError } from '../../python/errors.js';

/** Formats that sharp writes, by the ending of a file name. */
const FORMATS = {
  '.avif': 'avif',
  '.gif': 'gif',
  '.jpeg': 'jpeg',
  '.jpg': 'jpeg',
  '.png': 'png',
  '.tif': 'tiff',
  '.tiff': 'tiff',
  '.webp': 'webp',
} as const;

/** Gives a picture in the format of an ending; one that has it already stays as it is. */
export const imageAs = async (
  bytes: Uint8Array,
  extension: string,
): Promise<{ readonly bytes: Uint8Array; readonly contentType: string }> => {
  const format = Object.entries(FORMATS).find(([ending]) => ending === extension.toLowerCase())?.[1];
  if (!format) {
    throw new ValueError(`unknown file extension: ${extension}; known are ${Object.keys(FORMATS).join(', ')}`);
  }
  const { default: sharp } = await import('sharp');
  const image = sharp(bytes);
  const { format: known } = await image.metadata();
  const written = known === format ? bytes : await image.toFormat(format).toBuffer();
  return { bytes: written, contentType: `image/${format}` };
};
