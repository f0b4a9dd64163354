import type { NodeContext } from '../../../engine/node-context.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { float, list } from '../../../engine/property.js';
import { fileOf, input, makeAudio } from '../../media/ffmpeg.js';
import { isChosen } from '../../media/media-files.js';
import { audio, NEEDS_FFMPEG } from './audio-type.js';

/** Sounds that one call joins. */
const MAX_SOUNDS = 1000;

const together = (
  context: NodeContext,
  paths: readonly string[],
  { prepare = () => '', filter }: { readonly prepare?: (index: number) => string; readonly filter: string },
) => {
  // Rates and channels must be the same before sounds meet.
  const same = paths.map(
    (_path, index) => `[${index}:a]${prepare(index)}aresample=44100,aformat=channel_layouts=stereo[s${index}]`,
  );
  const all = paths.map((_path, index) => `[s${index}]`).join('');
  const graph = [...same, `${all}${filter}[out]`].join(';');
  return makeAudio(context, [...paths.flatMap((path) => input(path)), '-filter_complex', graph, '-map', '[out]']);
};

const inARow = (context: NodeContext, paths: readonly string[]) =>
  together(context, paths, { filter: `concat=n=${paths.length}:v=0:a=1` });

const Concat = defineNodeType({
  type: 'nodetool.audio.Concat',
  title: 'Join Two Sounds',
  description: 'Plays one sound after the other.',
  tags: ['audio', 'join', 'concat'],
  ...NEEDS_FFMPEG,
  exposeAsTool: true,
  properties: { a: audio('The first sound.'), b: audio('The second sound.') },
  outputs: { output: 'audio' },
  process: async ({ a, b }, context) => {
    const paths = [await fileOf(a, context, 'first sound'), await fileOf(b, context, 'second sound')];
    return { output: await inARow(context, paths) };
  },
});

const ConcatList = defineNodeType({
  type: 'nodetool.audio.ConcatList',
  title: 'Join Sounds',
  description: 'Plays sounds one after the other, in the order of the list.',
  tags: ['audio', 'join', 'concat', 'list'],
  ...NEEDS_FFMPEG,
  exposeAsTool: true,
  properties: { audio_files: list('audio', [], { description: 'The sounds.' }) },
  outputs: { output: 'audio' },
  process: async ({ audio_files: sounds }, context) => {
    if (sounds.length === 0) throw new Error('the list of sounds is empty');
    if (sounds.length > MAX_SOUNDS) throw new Error(`the list has ${sounds.length} sounds, more than ${MAX_SOUNDS}`);
    const paths: string[] = [];
    for (const [index, sound] of sounds.entries()) paths.push(await fileOf(sound, context, `sound ${index + 1}`));
    return { output: await inARow(context, paths) };
  },
});

const OverlayAudio = defineNodeType({
  type: 'nodetool.audio.OverlayAudio',
  title: 'Overlay Audio',
  description: 'Plays two sounds at the same time, for as long as the first one.',
  tags: ['audio', 'overlay', 'mix'],
  ...NEEDS_FFMPEG,
  exposeAsTool: true,
  properties: { a: audio('The sound whose length counts.'), b: audio('The sound on top of it.') },
  outputs: { output: 'audio' },
  process: async ({ a, b }, context) => {
    const paths = [await fileOf(a, context, 'first sound'), await fileOf(b, context, 'second sound')];
    return { output: await together(context, paths, { filter: 'amix=inputs=2:duration=first:normalize=0' }) };
  },
});

const track = (number: number) => audio(`Track ${number}; leave it empty to have fewer.`);
const volume = (number: number) =>
  float(1, { min: 0, max: 2, description: `Factor for the loudness of track ${number}.` });

const AudioMixer = defineNodeType({
  type: 'nodetool.audio.AudioMixer',
  title: 'Audio Mixer',
  description: 'Plays up to five sounds at the same time, each as loud as wanted.',
  tags: ['audio', 'mixer', 'tracks', 'volume'],
  ...NEEDS_FFMPEG,
  properties: {
    track1: track(1),
    track2: track(2),
    track3: track(3),
    track4: track(4),
    track5: track(5),
    volume1: volume(1),
    volume2: volume(2),
    volume3: volume(3),
    volume4: volume(4),
    volume5: volume(5),
  },
  outputs: { output: 'audio' },
  process: async (inputs, context) => {
    const { track1, track2, track3, track4, track5, volume1, volume2, volume3, volume4, volume5 } = inputs;
    const volumes = [volume1, volume2, volume3, volume4, volume5];
    const tracks = [track1, track2, track3, track4, track5]
      .map((reference, index) => ({ reference, loud: volumes[index] ?? 1, name: `track ${index + 1}` }))
      .filter(({ reference }) => isChosen(reference));
    if (tracks.length === 0) throw new Error('the mixer has no track; connect at least one sound');
    const paths: string[] = [];
    for (const { reference, name } of tracks) paths.push(await fileOf(reference, context, name));
    const prepare = (index: number): string => `volume=${tracks[index]?.loud ?? 1},`;
    const filter = `amix=inputs=${tracks.length}:duration=longest:normalize=0`;
    return { output: await together(context, paths, { prepare, filter }) };
  },
});

/** Node types that bring sounds together. */
export const combineTypes = [AudioMixer, Concat, ConcatList, OverlayAudio];
