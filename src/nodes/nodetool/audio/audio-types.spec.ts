import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { MediaServices } from '../../../../test/support/media.js';
import { describeWithFfmpeg, openMediaServices } from '../../../../test/support/media.js';
import { TrialAssets } from '../../trial-assets.js';
import type { Trial } from '../../try-node-type.js';
import { tryNodeType } from '../../try-node-type.js';
import { partsBetween } from './silence.js';
import { nodetoolAudioTypes } from './types.js';
import { wavOf } from '../../media/wav.js';

const MAX_MS = 60_000;

const typeNamed = (name: string) => {
  const type = nodetoolAudioTypes.find((each) => each.type === `nodetool.audio.${name}`);
  if (!type) throw new Error(`there is no type ${name}`);
  return type;
};

describe('partsBetween', () => {
  it('keeps what is heard and divides the rest of a silence', () => {
    const parts = partsBetween([{ start: 1, end: 2 }], { duration: 3, factor: 1, restSeconds: 0.2 });
    expect(parts).toEqual([
      { start: 0, end: 1.1 },
      { start: 1.9, end: 3 },
    ]);
  });

  it('leaves a sound without silence whole, and nothing of one without sound', () => {
    expect(partsBetween([], { duration: 3, factor: 1, restSeconds: 0 })).toEqual([{ start: 0, end: 3 }]);
    expect(partsBetween([{ start: 0, end: 3 }], { duration: 3, factor: 0, restSeconds: 0 })).toEqual([]);
  });

  it('never takes out more than the silences have, nor what is heard', () => {
    const times = fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(
        times,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ max: 50, min: 0 }),
        (ends, factor, rest) => {
          const sorted = ends.toSorted((a, b) => a - b);
          const silences = sorted.flatMap((start, index) => {
            const end = sorted[index + 1];
            return index % 2 === 0 && end !== undefined ? [{ start, end }] : [];
          });
          const duration = 1001;
          const parts = partsBetween(silences, { duration, factor, restSeconds: rest });
          const left = parts.reduce((sum, { start, end }) => sum + end - start, 0);
          const quiet = silences.reduce((sum, { start, end }) => sum + end - start, 0);
          expect(left).toBeGreaterThanOrEqual(duration - quiet - 1e-6);
          expect(left).toBeLessThanOrEqual(duration + 1e-6);
          expect(parts.every(({ start, end }) => start < end)).toBe(true);
        },
      ),
    );
  });
});

it('silence is a WAV file of zeros', async () => {
  const assets = new TrialAssets();
  const { outputs } = await tryNodeType(typeNamed('CreateSilence'), { duration: 0.5 }, { services: { assets } });
  expect(outputs['output']).toMatchObject([{ type: 'audio' }]);
  const wanted = wavOf({ sampleRate: 44_100, channels: 1, samples: new Int16Array(22_050) });
  expect(Buffer.from(await assets.read(outputs['output']?.[0])).equals(wanted)).toBe(true);
  await expect(tryNodeType(typeNamed('CreateSilence'), { duration: 4000 })).rejects.toThrow('more than the 3600 s');
});

describeWithFfmpeg('audio types', () => {
  let media: MediaServices;
  let mono: unknown;
  let stereo: unknown;
  let gaps: unknown;

  const file = (path: string) => ({ type: 'audio', uri: `file:${path}` });

  beforeAll(async () => {
    media = await openMediaServices();
    const tone = (seconds: number) => ['-f', 'lavfi', '-i', `sine=frequency=440:duration=${seconds}`];
    mono = file(await media.make('mono.mp3', ...tone(2), '-ac', '1'));
    stereo = file(await media.make('stereo.flac', ...tone(1), '-ac', '2', '-ar', '22050'));
    gaps = file(await media.make('gaps.wav', ...tone(1), '-af', 'apad=pad_dur=1,aloop=loop=1:size=88200', '-ac', '1'));
  }, MAX_MS);

  afterAll(() => media.close());

  const attempt = (name: string, inputs: Readonly<Record<string, unknown>>): Promise<Trial> =>
    tryNodeType(typeNamed(name), inputs, { services: media.services, timeoutMs: MAX_MS });

  const shapeOf = async (reference: unknown): Promise<string> => {
    const path = await media.services.assets.path(reference);
    const seconds = Number(await media.look(path, 'format=duration'));
    return `${await media.look(path, 'stream=codec_name,channels')} ${seconds.toFixed(1)}`;
  };

  const made = async (name: string, inputs: Readonly<Record<string, unknown>>): Promise<string> => {
    const { outputs } = await attempt(name, inputs);
    return shapeOf(outputs['output']?.[0]);
  };

  it.each([
    ['FadeIn', {}, 'pcm_s16le,1 2.0'],
    ['FadeOut', { duration: 5 }, 'pcm_s16le,1 2.0'],
    ['SliceAudio', { start: 0.5, end: 1 }, 'pcm_s16le,1 0.5'],
    ['SliceAudio', { start: 1.5, end: 9 }, 'pcm_s16le,1 0.5'],
    ['Trim', { start: 0.5, end: 0.5 }, 'pcm_s16le,1 1.0'],
    ['Repeat', { loops: 3 }, 'pcm_s16le,1 6.0'],
    ['Reverse', {}, 'pcm_s16le,1 2.0'],
    ['MonoToStereo', {}, 'pcm_s16le,2 2.0'],
    ['StereoToMono', {}, 'pcm_s16le,1 2.0'],
    ['Normalize', {}, 'pcm_s16le,1 2.0'],
  ])(
    '%s %j gives a sound of the right shape',
    async (name, inputs, shape) => {
      expect(await made(name, { audio: mono, ...inputs })).toBe(shape);
    },
    MAX_MS,
  );

  it(
    'channels that are there already stay',
    async () => {
      expect(await made('MonoToStereo', { audio: stereo })).toBe('pcm_s16le,2 1.0');
      expect(await made('StereoToMono', { audio: stereo, method: 'left' })).toBe('pcm_s16le,1 1.0');
    },
    MAX_MS,
  );

  it(
    'sounds of different kinds are joined and mixed',
    async () => {
      expect(await made('Concat', { a: mono, b: stereo })).toBe('pcm_s16le,2 3.0');
      expect(await made('ConcatList', { audio_files: [stereo, stereo, mono] })).toBe('pcm_s16le,2 4.0');
      expect(await made('OverlayAudio', { a: stereo, b: mono })).toBe('pcm_s16le,2 1.0');
      expect(await made('AudioMixer', { track1: stereo, track4: mono, volume4: 0.5 })).toBe('pcm_s16le,2 2.0');
    },
    MAX_MS,
  );

  it(
    'silences go, and a silent sound is refused',
    async () => {
      expect(await made('RemoveSilence', { audio: gaps })).toBe('pcm_s16le,1 2.2');
      const { outputs } = await attempt('CreateSilence', {});
      await expect(attempt('RemoveSilence', { audio: outputs['output']?.[0] })).rejects.toThrow(
        'the whole sound is silent',
      );
    },
    MAX_MS,
  );

  it(
    'normalising makes the loudest sample almost as loud as can be',
    async () => {
      const { outputs } = await attempt('Normalize', { audio: mono });
      const again = await attempt('Normalize', { audio: outputs['output']?.[0] });
      const [first, second] = await Promise.all(
        [outputs, again.outputs].map((each) => media.services.assets.read(each['output']?.[0])),
      );
      const loudest = (bytes: Uint8Array = new Uint8Array()): number =>
        new Int16Array(Uint8Array.from(bytes.slice(44 + (bytes.length % 2))).buffer).reduce(
          (peak, each) => Math.max(peak, Math.abs(each)),
          0,
        );
      expect(loudest(first)).toBeGreaterThan(32_000);
      expect(loudest(second)).toBeLessThanOrEqual(32_767);
    },
    MAX_MS,
  );

  it(
    'a sound goes into files of the workspace and comes back one by one',
    async () => {
      expect(await made('SaveAudioFile', { audio: mono, folder: 'songs', filename: 'a' })).toBe('mp3,1 2.0');
      expect(await made('SaveAudioFile', { audio: stereo, folder: 'songs/more', filename: 'b.ogg' })).toBe(
        'vorbis,2 1.0',
      );
      const root = await media.services.workspace.root();
      expect((await readdir(join(root, 'songs'))).sort()).toEqual(['a.mp3', 'more']);
      const flat = await attempt('LoadAudioFolder', { folder: 'songs' });
      expect(flat.outputs['path']).toEqual([join(root, 'songs/a.mp3')]);
      const deep = await attempt('LoadAudioFolder', { folder: 'songs', include_subdirectories: true });
      expect(deep.outputs['path']).toEqual([join(root, 'songs/a.mp3'), join(root, 'songs/more/b.ogg')]);
      expect(await made('LoadAudioFile', { path: 'songs/a.mp3' })).toBe('mp3,1 2.0');
    },
    MAX_MS,
  );

  it(
    'a sound becomes an asset in the format of its name',
    async () => {
      const { outputs } = await attempt('SaveAudio', { audio: mono, name: 'voice.opus' });
      expect(outputs['output']).toMatchObject([{ type: 'audio', content_type: 'audio/ogg' }]);
      const bytes = await media.services.assets.read(outputs['output']?.[0]);
      expect(Buffer.from(bytes.subarray(0, 4)).toString()).toBe('OggS');
    },
    MAX_MS,
  );

  it.each([
    ['SliceAudio', { start: 3, end: 4 }, 'nothing is left between 3 s'],
    ['StereoToMono', { method: 'loud' }, 'there is no method "loud"; choose one of average, left, right'],
    ['SaveAudioFile', { filename: 'a.doc' }, `a sound can't be saved as ".doc"; use .aac, `],
    ['SaveAudioFile', {}, 'the sound needs a file name'],
  ])(
    '%s %j says what is wrong',
    async (name, inputs, message) => {
      await expect(attempt(name, { audio: mono, ...inputs })).rejects.toThrow(message);
    },
    MAX_MS,
  );
});
