import type { NodeContext } from '../../../engine/node-context.js';
import { float, int, str } from '../../../engine/property.js';
import { ffmpeg, input } from '../../media/ffmpeg.js';
import { probe } from '../../media/probe.js';
import { audioFilter } from './audio-type.js';

/** Loudest sample that normalising leaves, in decibels below full scale. */
const HEADROOM_DB = 0.1;
/** Digits of a second that a filter is given: finer than a sample. */
const SECOND_DIGITS = 6;

const seconds = (value: number): string => value.toFixed(SECOND_DIGITS);

const FadeIn = audioFilter({
  type: 'nodetool.audio.FadeIn',
  title: 'Fade In',
  description: 'Lets a sound begin silently and grow loud.',
  tags: ['audio', 'fade', 'begin'],
  properties: { duration: float(1, { min: 0, description: 'Seconds until it is as loud as it was.' }) },
  filterOf: ({ duration }) => (duration === 0 ? 'anull' : `afade=t=in:d=${seconds(duration)}`),
});

const FadeOut = audioFilter({
  type: 'nodetool.audio.FadeOut',
  title: 'Fade Out',
  description: 'Lets a sound grow silent at its end.',
  tags: ['audio', 'fade', 'end'],
  properties: { duration: float(1, { min: 0, description: 'Seconds that it takes.' }) },
  filterOf: async ({ duration }, path, context) => {
    const { duration: length } = await probe(path, context);
    const start = Math.max(0, length - duration);
    return duration === 0 ? 'anull' : `afade=t=out:st=${seconds(start)}:d=${seconds(length - start)}`;
  },
});

const SliceAudio = audioFilter({
  type: 'nodetool.audio.SliceAudio',
  title: 'Slice Audio',
  description: 'Keeps the part of a sound between two moments.',
  tags: ['audio', 'slice', 'part', 'cut'],
  properties: {
    start: float(0, { min: 0, description: 'Where the part begins, in seconds.' }),
    end: float(1, { min: 0, description: 'Where it ends, in seconds.' }),
  },
  filterOf: async ({ start, end }, path, context) => {
    const { duration } = await probe(path, context);
    return between(start, Math.min(end, duration), duration);
  },
});

const Trim = audioFilter({
  type: 'nodetool.audio.Trim',
  title: 'Trim Audio',
  description: 'Cuts off seconds at the beginning and at the end of a sound.',
  tags: ['audio', 'trim', 'shorten'],
  properties: {
    start: float(0, { min: 0, description: 'Seconds that go at the beginning.' }),
    end: float(0, { min: 0, description: 'Seconds that go at the end.' }),
  },
  filterOf: async ({ start, end }, path, context) => {
    const { duration } = await probe(path, context);
    return between(start, duration - end, duration);
  },
});

/** @throws Error when nothing is left */
const between = (start: number, end: number, duration: number): string => {
  if (start >= end) throw new Error(`nothing is left between ${start} s and ${end} s of a sound of ${duration} s`);
  return `atrim=${seconds(start)}:${seconds(end)},asetpts=PTS-STARTPTS`;
};

const Repeat = audioFilter({
  type: 'nodetool.audio.Repeat',
  title: 'Repeat Audio',
  description: 'Plays a sound several times.',
  tags: ['audio', 'repeat', 'loop'],
  properties: { loops: int(2, { min: 1, max: 100, description: 'How often it plays in all.' }) },
  filterOf: ({ loops }) => `aloop=loop=${loops - 1}:size=2147483647`,
});

const Reverse = audioFilter({
  type: 'nodetool.audio.Reverse',
  title: 'Reverse Audio',
  description: 'Plays a sound backwards.',
  tags: ['audio', 'reverse', 'backwards'],
  properties: {},
  filterOf: () => 'areverse',
});

const MonoToStereo = audioFilter({
  type: 'nodetool.audio.MonoToStereo',
  title: 'Mono to Stereo',
  description: 'Plays a sound on two channels; one that has two already stays as it is.',
  tags: ['audio', 'stereo', 'channels'],
  properties: {},
  filterOf: async (_inputs, path, context) =>
    (await probe(path, context)).channels === 1 ? 'pan=stereo|c0=c0|c1=c0' : 'anull',
});

const METHODS: Readonly<Record<string, string>> = {
  average: 'pan=mono|c0=0.5*c0+0.5*c1',
  left: 'pan=mono|c0=c0',
  right: 'pan=mono|c0=c1',
};

const StereoToMono = audioFilter({
  type: 'nodetool.audio.StereoToMono',
  title: 'Stereo to Mono',
  description: 'Plays a sound on one channel.',
  tags: ['audio', 'mono', 'channels'],
  properties: {
    method: str('average', { description: 'What the one channel is: average, left or right.' }),
  },
  filterOf: async ({ method }, path, context) => {
    const filter = METHODS[method];
    if (filter === undefined) {
      throw new Error(`there is no method ${JSON.stringify(method)}; choose one of ${Object.keys(METHODS).join(', ')}`);
    }
    return (await probe(path, context)).channels < 2 ? 'anull' : filter;
  },
});

const Normalize = audioFilter({
  type: 'nodetool.audio.Normalize',
  title: 'Normalise Audio',
  description: 'Makes a sound as loud as it can be without distortion.',
  tags: ['audio', 'normalize', 'volume', 'loudness'],
  properties: {},
  filterOf: async (_inputs, path, context) => `volume=${(-HEADROOM_DB - (await peakOf(path, context))).toFixed(2)}dB`,
});

/** Loudest sample in decibels; 0 is full scale. */
const peakOf = async (path: string, context: NodeContext): Promise<number> => {
  let peak = 0;
  const onLine = (line: string): void => {
    const found = /max_volume: (-?[\d.]+) dB/.exec(line);
    if (found) peak = Number(found[1]);
  };
  const measure = ['-loglevel', 'info', '-nostats', ...input(path), '-vn', '-af', 'volumedetect', '-f', 'null', '-'];
  await ffmpeg(context, measure, { onLine });
  return peak;
};

/** Node types that change one sound. */
export const editTypes = [FadeIn, FadeOut, MonoToStereo, Normalize, Repeat, Reverse, SliceAudio, StereoToMono, Trim];
