import type { NodeType } from '../../../engine/node-type.js';
import { imageFileTypes } from './files.js';
import { ImageToImage, TextToImage } from './generate.js';
import { SaveImage } from './save.js';
import { imageTransformTypes } from './transform.js';

/** Node types of `nodetool.image`. */
export const nodetoolImageTypes: readonly NodeType[] = [
  ...imageFileTypes,
  ...imageTransformTypes,
  ImageToImage,
  SaveImage,
  TextToImage,
];
