import type { NodeContext } from '../../../engine/node-context.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { float, int } from '../../../engine/property.js';
import { ffmpeg, fileOf, input, makeAudio } from '../../media/ffmpeg.js';
import { probe } from '../../media/probe.js';
import { audio, NEEDS_FFMPEG } from './audio-type.js';
import { wavOf } from '../../media/wav.js';

const SAMPLE_RATE = 44_100;
/** An hour of silence has 300 MiB. */
const MAX_SECONDS = 3600;
const MS_PER_SECOND = 1000;

/** A stretch of time in seconds. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

const CreateSilence = defineNodeType({
  type: 'nodetool.audio.CreateSilence',
  title: 'Create Silence',
  description: 'Gives a sound in which nothing is to be heard.',
  tags: ['audio', 'silence', 'pause'],
  properties: { duration: float(1, { min: 0, description: 'Seconds, up to an hour.' }) },
  outputs: { output: 'audio' },
  process: async ({ duration }, context) => {
    if (duration > MAX_SECONDS) throw new Error(`${duration} s are more than the ${MAX_SECONDS} s that can be made`);
    const samples = new Int16Array(Math.round(duration * SAMPLE_RATE));
    const bytes = wavOf({ sampleRate: SAMPLE_RATE, channels: 1, samples });
    return { output: await context.assets.hold({ content: { bytes }, type: 'audio', contentType: 'audio/wav' }) };
  },
});

const RemoveSilence = defineNodeType({
  type: 'nodetool.audio.RemoveSilence',
  title: 'Remove Silence',
  description: 'Shortens the silent stretches of a sound, or takes them out.',
  tags: ['audio', 'silence', 'pauses', 'shorten'],
  ...NEEDS_FFMPEG,
  exposeAsTool: true,
  properties: {
    audio: audio('The sound.'),
    min_length: int(200, { min: 0, max: 10_000, description: 'Shortest stretch that counts as silence, in ms.' }),
    threshold: int(-40, { min: -60, max: 0, description: 'What is quieter than this counts as silent, in decibels.' }),
    reduction_factor: float(1, { min: 0, max: 1, description: 'Part of each stretch that goes: 1 is all of it.' }),
    crossfade: int(10, { min: 0, max: 50, description: 'How softly the parts begin and end, in ms.' }),
    min_silence_between_parts: int(100, {
      min: 0,
      max: 500,
      description: 'What is left of each stretch at least, in ms.',
    }),
  },
  outputs: { output: 'audio' },
  process: async (inputs, context) => {
    const path = await fileOf(inputs.audio, context, 'audio');
    const { duration } = await probe(path, context);
    const silences = await findSilences(path, { ...inputs, duration }, context);
    const parts = partsBetween(silences, {
      duration,
      factor: inputs.reduction_factor,
      restSeconds: inputs.min_silence_between_parts / MS_PER_SECOND,
    });
    if (parts.length === 0) throw new Error('the whole sound is silent; a lower threshold leaves more of it');
    const fade = inputs.crossfade / MS_PER_SECOND;
    const graph = parts.map((part, index) => `[0:a]${cutOut(part, fade)}[p${index}]`);
    const all = parts.map((_part, index) => `[p${index}]`).join('');
    const filter = [...graph, `${all}concat=n=${parts.length}:v=0:a=1[out]`].join(';');
    return { output: await makeAudio(context, [...input(path), '-filter_complex', filter, '-map', '[out]']) };
  },
});

const findSilences = async (
  path: string,
  {
    threshold,
    min_length: minMs,
    duration,
  }: { readonly threshold: number; readonly min_length: number; readonly duration: number },
  context: NodeContext,
): Promise<readonly Stretch[]> => {
  const silences: Stretch[] = [];
  let start: number | null = null;
  const onLine = (line: string): void => {
    const begin = /silence_start: (-?[\d.]+)/.exec(line);
    const end = /silence_end: ([\d.]+)/.exec(line);
    if (begin) start = Math.max(0, Number(begin[1]));
    if (end && start !== null) {
      silences.push({ start, end: Number(end[1]) });
      start = null;
    }
  };
  const filter = `silencedetect=noise=${threshold}dB:d=${Math.max(minMs, 1) / MS_PER_SECOND}`;
  await ffmpeg(context, ['-loglevel', 'info', '-nostats', ...input(path), '-vn', '-af', filter, '-f', 'null', '-'], {
    onLine,
  });
  return start === null ? silences : [...silences, { start, end: duration }];
};

/** The stretches that stay: what is heard, with the rest of each silence divided between its two sides. */
export const partsBetween = (
  silences: readonly Stretch[],
  {
    duration,
    factor,
    restSeconds,
  }: { readonly duration: number; readonly factor: number; readonly restSeconds: number },
): readonly Stretch[] => {
  const cuts = silences.map(({ start, end }) => {
    const length = end - start;
    const rest = Math.min(length, Math.max(length * (1 - factor), restSeconds));
    // Before the first sound and behind the last one there is only one side.
    const before = start <= 0 ? 0 : end >= duration ? rest : rest / 2;
    return { start: start + before, end: end - (rest - before) };
  });
  const begins = [0, ...cuts.map(({ end }) => end)];
  const ends = [...cuts.map(({ start }) => start), duration];
  const isSilentWhole = silences.some(({ start, end }) => start <= 0 && end >= duration);
  if (isSilentWhole) return [];
  return begins
    .map((start, index) => ({ start, end: ends[index] ?? duration }))
    .filter(({ start, end }) => end > start);
};

const cutOut = ({ start, end }: Stretch, fade: number): string => {
  const soft = Math.min(fade, (end - start) / 2);
  const fades = soft > 0 ? `,afade=t=in:d=${soft},afade=t=out:st=${end - start - soft}:d=${soft}` : '';
  return `atrim=${start}:${end},asetpts=PTS-STARTPTS${fades}`;
};

/** Node types about silence. */
export const silenceTypes = [CreateSilence, RemoveSilence];
