import type { NodeType } from '../../../engine/node-type.js';
import { arrayTypes } from './arrays.js';
import { combineTypes } from './combine.js';
import { editTypes } from './edit.js';
import { fileTypes } from './files.js';
import { silenceTypes } from './silence.js';
import { TextToSpeech } from './speak.js';

/** Node types of `nodetool.audio`; most need ffmpeg on the machine. */
export const nodetoolAudioTypes: readonly NodeType[] = [
  ...arrayTypes,
  ...combineTypes,
  ...editTypes,
  ...fileTypes,
  ...silenceTypes,
  TextToSpeech,
];
