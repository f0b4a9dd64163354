import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from '@jest/globals';

import type { MediaServices } from '../../../../test/support/media.js';
import { describeWithFfmpeg, openMediaServices } from '../../../../test/support/media.js';
import { defineNodeType } from '../../../engine/node-type.js';
import type { Trial } from '../../try-node-type.js';
import { tryNodeType } from '../../try-node-type.js';
import { nodetoolVideoTypes } from './types.js';
import { subtitles } from './subtitles.js';

const SECONDS = 60_000;

it('writes subtitles that can not be taken for instructions', () => {
  const text = subtitles([{ start: 3661.5, end: 3662.004, text: 'a {\\b1}\nb' }], {
    width: 64,
    height: 48,
    size: 10,
    fontName: 'Sans',
    color: '0xff8000',
    alignment: 8,
  });
  expect(text).toContain('Style: Default,Sans,10,&H000080ff,&H00000000,1,1.5,0,8,');
  expect(text).toContain(String.raw`Dialogue: 1:01:01.50,1:01:02.00,Default,a \{⧵b1}\Nb`);
});

describeWithFfmpeg('video types', () => {
  let media: MediaServices;
  let clip: string;
  let silent: string;
  let tone: string;

  beforeAll(async () => {
    media = await openMediaServices();
    const pattern = ['-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=10:duration=2'];
    const sound = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=2'];
    clip = await media.make('clip.mp4', ...pattern, ...sound, '-pix_fmt', 'yuv420p', '-shortest');
    silent = await media.make('silent.mp4', ...pattern, '-pix_fmt', 'yuv420p');
    tone = await media.make('tone.wav', ...sound);
  }, SECONDS);

  afterAll(() => media.close());

  const file = (type: string, path: string) => ({ type, uri: `file:${path}` });

  const attempt = async (name: string, inputs: Readonly<Record<string, unknown>>): Promise<Trial> => {
    const type = nodetoolVideoTypes.find((each) => each.type === `nodetool.video.${name}`);
    if (!type) throw new Error(`there is no type ${name}`);
    return tryNodeType(type, inputs, { services: media.services, timeoutMs: SECONDS });
  };

  /** Runs a type with one output and gives the file that it made. */
  const made = async (name: string, inputs: Readonly<Record<string, unknown>>): Promise<string> => {
    const { outputs } = await attempt(name, inputs);
    const [reference] = outputs['output'] ?? [];
    return media.services.assets.path(reference);
  };

  const shapeOf = async (path: string): Promise<string> => {
    const size = await media.look(path, 'stream=codec_type,width,height');
    // A frame of sound more or less is the encoder's.
    const seconds = Number(await media.look(path, 'format=duration')) - 0.03;
    return `${size.replaceAll('\n', ' ')} ${seconds.toFixed(1)}`;
  };

  it(
    'tell what a video is made of',
    async () => {
      const { outputs } = await attempt('GetVideoInfo', { video: file('video', clip) });
      expect(outputs).toMatchObject({
        width: [64],
        height: [48],
        fps: [10],
        frame_count: [20],
        codec: ['h264'],
        has_audio: [true],
      });
      expect((await attempt('Fps', { video: file('video', silent) })).outputs['output']).toEqual([10]);
    },
    SECONDS,
  );

  const WITH_SOUND = 'video,64,48 audio';

  it.each([
    ['Blur', { strength: 3 }, `${WITH_SOUND} 2.0`],
    ['Denoise', {}, `${WITH_SOUND} 2.0`],
    ['Saturation', { saturation: 0 }, `${WITH_SOUND} 2.0`],
    ['Sharpness', {}, `${WITH_SOUND} 2.0`],
    ['ColorBalance', { red_adjust: 2 }, `${WITH_SOUND} 2.0`],
    ['Stabilize', {}, `${WITH_SOUND} 2.0`],
    ['Resize', { width: 32 }, 'video,32,24 audio 2.0'],
    ['Resize', { width: 33, height: 21 }, 'video,32,20 audio 2.0'],
    ['Rotate', { angle: 90 }, 'video,48,64 audio 2.0'],
    ['Trim', { start_time: 0.5, end_time: 1.5 }, `${WITH_SOUND} 1.0`],
    ['SetSpeed', { speed_factor: 4 }, `${WITH_SOUND} 0.5`],
    ['Reverse', {}, `${WITH_SOUND} 2.0`],
    ['AddSubtitles', { chunks: [{ timestamp: [0, 1], text: 'hi' }] }, `${WITH_SOUND} 2.0`],
  ])(
    '%s %j gives a video of the right shape',
    async (name, inputs, shape) => {
      const path = await made(name, { video: file('video', clip), ...inputs });
      expect(await shapeOf(path)).toBe(shape);
    },
    SECONDS,
  );

  it.each([
    ['Concat', {}, `${WITH_SOUND} 4.0`],
    ['Transition', { transition_type: 'wipeleft', duration: 0.5 }, `${WITH_SOUND} 3.5`],
  ])(
    '%s joins a video with sound and one without',
    async (name, inputs, shape) => {
      const videos = { video_a: file('video', clip), video_b: file('video', silent) };
      expect(await shapeOf(await made(name, { ...videos, ...inputs }))).toBe(shape);
    },
    SECONDS,
  );

  it(
    'Overlay keeps what is transparent so, and the length of the main video',
    async () => {
      const keyed = await made('ChromaKey', { video: file('video', silent), key_color: { value: '#ff0000' } });
      expect(await media.look(keyed, 'stream_tags=alpha_mode')).toBe('1');
      const videos = { main_video: file('video', clip), overlay_video: file('video', keyed) };
      expect(await shapeOf(await made('Overlay', { ...videos, x: 8, scale: 0.5 }))).toBe(`${WITH_SOUND} 2.0`);
    },
    SECONDS,
  );

  it.each([true, false])(
    'AddAudio keeps the length of the video (mix: %s)',
    async (mix) => {
      const sounds = { audio: file('audio', tone), mix };
      expect(await shapeOf(await made('AddAudio', { video: file('video', clip), ...sounds }))).toBe(
        `${WITH_SOUND} 2.0`,
      );
      expect(await shapeOf(await made('AddAudio', { video: file('video', silent), ...sounds }))).toBe(
        `${WITH_SOUND} 2.0`,
      );
    },
    SECONDS,
  );

  it(
    'a video taken apart into pictures and put together again has as many of them',
    async () => {
      const { outputs } = await attempt('FrameIterator', { video: file('video', clip), start: 5, end: 12 });
      expect(outputs['index']).toEqual([5, 6, 7, 8, 9, 10, 11]);
      expect(outputs['fps']).toEqual(Array(7).fill(10));
      const first = await media.services.assets.path(outputs['frame']?.[0]);
      expect(await media.look(first, 'stream=width,height')).toBe('64,48');
      const all = await attempt('FrameIterator', { video: file('video', silent) });
      expect(all.outputs['index']).toHaveLength(20);
      const film = await filmOf(all.outputs['frame'] ?? []);
      expect(await media.look(film, 'stream=nb_frames')).toBe('20');
    },
    SECONDS,
  );

  /** Leads pictures one by one into FrameToVideo. */
  const filmOf = async (frames: readonly unknown[]): Promise<string> => {
    const FrameToVideo = nodetoolVideoTypes.find(({ type }) => type.endsWith('FrameToVideo'));
    if (FrameToVideo?.behaviour.kind !== 'reduce') throw new Error('FrameToVideo must reduce');
    const { start, add, finish } = FrameToVideo.behaviour.reduction;
    const probe = defineNodeType({
      type: 'test.Film',
      title: 'Film',
      description: 'Folds pictures.',
      outputs: { output: 'video' },
      process: async (_inputs, context) => {
        let film = start({ fps: 10 });
        for (const frame of frames) film = await add(film, frame, context);
        return finish(film, {}, context);
      },
    });
    const { outputs } = await tryNodeType(probe, {}, { services: media.services, timeoutMs: SECONDS });
    return media.services.assets.path(outputs['output']?.[0]);
  };

  it(
    'a still and the sound leave a video',
    async () => {
      const still = await made('ExtractFrame', { video: file('video', clip), time: 2 });
      expect(await media.look(still, 'stream=codec_name,width,height')).toBe('png,64,48');
      expect(await shapeOf(await made('ExtractAudio', { video: file('video', clip) }))).toBe('audio 2.0');
    },
    SECONDS,
  );

  it(
    'a video goes into a file of the workspace and comes back',
    async () => {
      await made('SaveVideoFile', { video: file('video', clip), folder: 'films', filename: 'one' });
      const root = await media.services.workspace.root();
      expect(await readdir(join(root, 'films'))).toEqual(['one.mp4']);
      expect(await shapeOf(await made('LoadVideoFile', { path: 'films/one.mp4' }))).toBe(`${WITH_SOUND} 2.0`);
      await expect(attempt('LoadVideoFile', { path: 'films/two.mp4' })).rejects.toThrow(
        'there is no file films/two.mp4 in the workspace',
      );
    },
    SECONDS,
  );

  it.each([
    ['Trim', { start_time: 3 }, 'nothing is left between 3 s and'],
    ['SetSpeed', { speed_factor: 0 }, 'the speed must be above 0, not 0'],
    ['ExtractFrame', { time: 9 }, 'so there is no picture at 9 s'],
    ['ChromaKey', { key_color: { value: 'green' } }, '"green" is no colour; write it as #RRGGBB'],
    ['AddSubtitles', { chunks: [{ text: 'hi' }] }, 'chunk 1 is no piece of speech'],
  ])(
    '%s %j says what is wrong',
    async (name, inputs, message) => {
      await expect(attempt(name, { video: file('video', clip), ...inputs })).rejects.toThrow(message);
    },
    SECONDS,
  );

  it(
    'a file that names other files is not opened',
    async () => {
      const list = join(media.folder, 'list.m3u8');
      await writeFile(list, `#EXTM3U\n#EXTINF:2,\nfile://${clip}\n#EXT-X-ENDLIST\n`);
      await expect(attempt('GetVideoInfo', { video: file('video', list) })).rejects.toThrow('Invalid data found');
    },
    SECONDS,
  );
});
