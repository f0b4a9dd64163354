import type { NodeType } from '../../../engine/node-type.js';
import { combineTypes } from './combine.js';
import { fileTypes } from './files.js';
import { frameTypes } from './frames.js';
import { generateTypes } from './generate.js';
import { lookTypes } from './look.js';
import { readTypes } from './read.js';
import { subtitleTypes } from './subtitles.js';
import { timingTypes } from './timing.js';

/** Node types of `nodetool.video`; most need ffmpeg on the machine. */
export const nodetoolVideoTypes: readonly NodeType[] = [
  ...combineTypes,
  ...fileTypes,
  ...frameTypes,
  ...generateTypes,
  ...lookTypes,
  ...readTypes,
  ...subtitleTypes,
  ...timingTypes,
];
