import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { isRecord } from '../../../common/json.js';
import type { NodeContext } from '../../../engine/node-context.js';
import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { int, of } from '../../../engine/property.js';
import { ffmpeg, fileOf, input } from '../../media/ffmpeg.js';
import { probe } from '../../media/probe.js';
import type { ArrayValue } from '../../ndarray/array-value.js';
import { arrayValue, decodeArray, EMPTY_ARRAY, readArray } from '../../ndarray/array-value.js';
import { wavOfArray } from '../../ndarray/media.js';
import { audio, NEEDS_FFMPEG } from './audio-type.js';

const DEFAULT_RATE = 44_100;

/** Samples from -1 to 1 at the sound's own rate, a row per moment where there are several channels. */
const samplesOf = async (
  reference: unknown,
  context: NodeContext,
): Promise<{ readonly array: ArrayValue; readonly sampleRate: number; readonly channels: number }> => {
  const path = await fileOf(reference, context, 'audio');
  const { hasAudio, channels, sampleRate } = await probe(path, context);
  if (!hasAudio) throw new Error('the file is no sound');
  const raw = join(await context.programs.scratch(), 'samples.raw');
  await ffmpeg(context, [...input(path), '-vn', '-f', 'f32le', `file:${raw}`]);
  const bytes = await readFile(raw);
  const frames = Math.floor(bytes.byteLength / 4 / channels);
  const shape = channels === 1 ? [frames] : [frames, channels];
  return { array: arrayValue(decodeArray(bytes, '<f4', shape)), sampleRate, channels };
};

const AudioToNumpy = defineNodeType({
  type: 'nodetool.audio.AudioToNumpy',
  title: 'Audio to Array',
  description: 'Gives the samples of a sound as an array, with its rate and number of channels.',
  tags: ['audio', 'array', 'numpy', 'samples'],
  ...NEEDS_FFMPEG,
  properties: { audio: audio('The sound.') },
  outputs: { array: 'np_array', sample_rate: 'int', channels: 'int' },
  process: async ({ audio: source }, context) => {
    const { array, sampleRate, channels } = await samplesOf(source, context);
    return { array, sample_rate: sampleRate, channels };
  },
});

const ConvertToArray = defineNodeType({
  type: 'nodetool.audio.ConvertToArray',
  title: 'Convert Audio to Array',
  description: 'Gives the samples of a sound as an array, from -1 to 1.',
  tags: ['audio', 'array', 'convert', 'samples'],
  ...NEEDS_FFMPEG,
  properties: { audio: audio('The sound.') },
  outputs: { output: 'np_array' },
  process: async ({ audio: source }, context) => ({ output: (await samplesOf(source, context)).array }),
});

const NumpyToAudio = defineNodeType({
  type: 'nodetool.audio.NumpyToAudio',
  title: 'Array to Audio',
  description: 'Makes a sound of an array of samples.',
  tags: ['audio', 'array', 'numpy', 'samples'],
  properties: {
    array: of('np_array', EMPTY_ARRAY, { description: 'Samples: fractions from -1 to 1, or 16-bit numbers.' }),
    sample_rate: int(DEFAULT_RATE, { description: 'Samples per second.' }),
    channels: int(1, { description: 'Channels whose samples stand side by side, where the array has one axis.' }),
  },
  outputs: { output: 'audio' },
  process: async ({ array, sample_rate: rate, channels }, context) => {
    const read = await readArray(array, context);
    if (channels < 1) throw new Error(`a sound has at least 1 channel, not ${channels}`);
    const isFlat = read.shape.length === 1 && channels > 1;
    if (isFlat && read.data.length % channels !== 0) {
      throw new Error(`${read.data.length} samples can't be divided among ${channels} channels`);
    }
    const shaped = isFlat ? { ...read, shape: [read.data.length / channels, channels] } : read;
    const bytes = wavOfArray(shaped, rate);
    return { output: await context.assets.hold({ content: { bytes }, type: 'audio', contentType: 'audio/wav' }) };
  },
});

/** Pieces of a sound, and what they are. */
interface Pieces {
  readonly parts: Uint8Array[];
  contentType: string;
}

const CHUNK = {
  type: 'chunk',
  node_id: null,
  thread_id: null,
  workflow_id: null,
  content_type: 'text',
  content: '',
  content_metadata: {},
  done: false,
  thinking: false,
};

const ChunkToAudio = defineNodeType({
  type: 'nodetool.audio.ChunkToAudio',
  title: 'Chunks to Audio',
  description: 'Joins the pieces of sound that a model sends one after the other.',
  tags: ['audio', 'chunk', 'stream', 'join'],
  properties: {
    chunk: of('chunk', CHUNK, { description: 'The pieces; those of text are left out.' }),
    batch_size: int(50, { description: 'Has no effect: all pieces make one sound.' }),
  },
  outputs: { audio: 'audio' },
  reduce: {
    handle: 'chunk',
    start: (): Pieces => ({ parts: [], contentType: 'audio/mpeg' }),
    add: (pieces, chunk) => {
      if (!isRecord(chunk) || chunk['content_type'] !== 'audio' || typeof chunk['content'] !== 'string') return pieces;
      pieces.parts.push(Buffer.from(chunk['content'], 'base64'));
      const kind = isRecord(chunk['content_metadata']) ? chunk['content_metadata']['mime_type'] : undefined;
      if (typeof kind === 'string') pieces.contentType = kind;
      return pieces;
    },
    finish: async ({ parts, contentType }, _inputs, context) => {
      if (parts.length === 0) throw new Error('no piece of sound has arrived, so there is no sound');
      return {
        audio: await context.assets.hold({ content: { bytes: Buffer.concat(parts) }, type: 'audio', contentType }),
      };
    },
  },
});

/** Node types between sounds and the numbers that they are made of. */
export const arrayTypes: readonly NodeType[] = [AudioToNumpy, ChunkToAudio, ConvertToArray, NumpyToAudio];
