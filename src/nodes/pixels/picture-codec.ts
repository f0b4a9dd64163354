import type { Sharp } from 'sharp';

import { loadSharp, MAX_PIXELS } from '../../common/sharp.js';
import type { NodeContext } from '../../engine/node-context.js';
import type { MediaReference } from '../../engine/services/node-assets.js';
import { isEmptyAsset } from '../nodetool/empty-values.js';
import { ValueError } from '../python/errors.js';
import type { ChannelCount, Picture } from './picture.js';

/** Bytes of the largest image file that is read. */
const MAX_FILE_BYTES = 268_435_456;
/** Packs well enough for bytes that are unpacked a moment later. */
const COMPRESSION = 3;
const GRAY_SPACES: ReadonlySet<unknown> = new Set(['b-w', 'grey16']);

/** What a file says about the image in it. */
export type ImageFacts = Awaited<ReturnType<Sharp['metadata']>>;

/**
 * Reads the bytes of an image.
 *
 * @param what the image in messages, for example `image`
 * @throws ValueError when there is none
 */
export const readImageBytes = async (
  reference: unknown,
  { assets }: Pick<NodeContext, 'assets'>,
  what = 'image',
): Promise<Uint8Array> => {
  if (isEmptyAsset(reference)) throw new ValueError(`The ${what} is not set: connect an image or choose one.`);
  return await assets.read(reference, { maxBytes: MAX_FILE_BYTES });
};

/**
 * Reads and decodes an image: turned as its camera was held, of an animation the first frame. Grey with an
 * opacity comes as colours with one: the library has no other way to keep both.
 *
 * @throws ValueError when there is none, when it is damaged or no image, and when it has too many pixels
 */
export const readPicture = async (
  reference: unknown,
  context: Pick<NodeContext, 'assets'>,
  what = 'image',
): Promise<Picture> => await decodePicture(await readImageBytes(reference, context, what), what);

/** Decodes the bytes of an image, as `readPicture` does. */
export const decodePicture = async (bytes: Uint8Array, what = 'image'): Promise<Picture> => {
  const { space, hasAlpha } = await imageFacts(bytes, what);
  const image = await openImage(bytes);
  const upright = image.toColourspace(GRAY_SPACES.has(space) && !hasAlpha ? 'b-w' : 'srgb').raw({ depth: 'uchar' });
  const { data, info } = await upright.toBuffer({ resolveWithObject: true }).catch((error: unknown) => {
    throw unreadable(what, error);
  });
  return { width: info.width, height: info.height, channels: channelsOf(info.channels), data };
};

/** Reads what a file says about its image, without decoding it. */
export const imageFacts = async (bytes: Uint8Array, what = 'image'): Promise<ImageFacts> => {
  const image = await openImage(bytes);
  const facts = await image.metadata().catch((error: unknown) => {
    throw unreadable(what, error);
  });
  checkSize(facts.width, facts.height, what);
  return facts;
};

/**
 * Refuses images that are larger than what is decoded.
 *
 * @throws ValueError with the limit
 */
export const checkSize = (width: number, height: number, what = 'image'): void => {
  if (width * height <= MAX_PIXELS) return;
  throw new ValueError(`The ${what} has ${width} × ${height} pixels, but at most ${MAX_PIXELS} in all are worked on.`);
};

/** Hands a picture on to the next graph nodes, as PNG. */
export const holdPicture = async (
  picture: Picture,
  { assets }: Pick<NodeContext, 'assets'>,
): Promise<MediaReference> => {
  const bytes = await encodePng(picture);
  return await assets.hold({ content: { bytes }, type: 'image', contentType: 'image/png' });
};

/** Writes a picture as PNG. */
export const encodePng = async (picture: Picture): Promise<Uint8Array> => {
  const image = await imageOf(picture);
  return await image.png({ compressionLevel: COMPRESSION }).toBuffer();
};

/** Gives a picture to the image library for further work; grey ones stay grey. */
export const imageOf = async ({ width, height, channels, data }: Picture): Promise<Sharp> => {
  const sharp = await loadSharp();
  const image = sharp(data, { raw: { width, height, channels }, limitInputPixels: MAX_PIXELS });
  return image.toColourspace(channels === 1 ? 'b-w' : 'srgb');
};

/** Takes back what the image library has made. */
export const pictureOf = async (image: Sharp): Promise<Picture> => {
  const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: channelsOf(info.channels), data };
};

const openImage = async (bytes: Uint8Array): Promise<Sharp> => {
  const sharp = await loadSharp();
  return sharp(bytes, { limitInputPixels: MAX_PIXELS, autoOrient: true, pages: 1 });
};

const channelsOf = (count: number): ChannelCount => {
  if (count === 1 || count === 2 || count === 3 || count === 4) return count;
  throw new ValueError(`The image has ${count} channels; 1 to 4 are worked on.`);
};

const unreadable = (what: string, error: unknown): ValueError => {
  const reason = error instanceof Error ? error.message : String(error);
  return new ValueError(`The ${what} can't be read as an image: ${reason}`, { cause: error });
};
