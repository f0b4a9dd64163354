import type { NodeType } from '../../../engine/node-type.js';
import { pillowColorGradingTypes } from './color-grading.js';
import { pillowCombineTypes } from './combine.js';
import { pillowDrawTypes } from './draw.js';
import { pillowEnhanceTypes } from './enhance.js';
import { pillowFilterTypes } from './filter.js';

/** Node types of `lib.pillow`: work on images, pixel by pixel. */
export const libPillowTypes: readonly NodeType[] = [
  ...pillowColorGradingTypes,
  ...pillowCombineTypes,
  ...pillowDrawTypes,
  ...pillowEnhanceTypes,
  ...pillowFilterTypes,
];
