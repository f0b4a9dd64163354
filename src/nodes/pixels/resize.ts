import type { Picture } from './picture.js';
import { checkSize, imageOf, pictureOf } from './picture-codec.js';
import { ValueError } from '../python/errors.js';

/**
 * Gives a picture another size, without regard to its proportions; smoothed by a Lanczos window.
 *
 * @throws ValueError for a side without pixels, and for too many
 */
export const resize = async (picture: Picture, width: number, height: number): Promise<Picture> => {
  checkSides(width, height);
  if (picture.width === width && picture.height === height) return picture;
  const image = await imageOf(picture);
  return await pictureOf(image.resize(width, height, { fit: 'fill', kernel: 'lanczos3' }));
};

/** Gives a picture a size by cutting away, evenly on both sides, what its proportions have too much. */
export const fit = async (picture: Picture, width: number, height: number): Promise<Picture> => {
  checkSides(width, height);
  if (picture.width === width && picture.height === height) return picture;
  const image = await imageOf(picture);
  return await pictureOf(image.resize(width, height, { fit: 'cover', position: 'centre', kernel: 'lanczos3' }));
};

const checkSides = (width: number, height: number): void => {
  if (width < 1 || height < 1) throw new ValueError(`An image of ${width} × ${height} pixels can't be made.`);
  checkSize(width, height);
};
