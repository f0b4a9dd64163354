import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { loadSharp, MAX_PIXELS } from '../../../common/sharp.js';
import type { NodeContext } from '../../../engine/node-context.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { float, int, of } from '../../../engine/property.js';
import { EVEN, ffmpeg, fileOf, input, makeVideo, MP4 } from '../../media/ffmpeg.js';
import { probeVideo } from '../../media/probe.js';
import { emptyValue } from '../empty-values.js';
import { NEEDS_FFMPEG, video } from './video-type.js';

/** Pictures that lie on the disk at one time. */
const BATCH = 120;

const FrameIterator = defineNodeType({
  type: 'nodetool.video.FrameIterator',
  title: 'Frame Iterator',
  description: 'Gives the pictures of a video one after the other.',
  tags: ['video', 'frames', 'iterate', 'images'],
  ...NEEDS_FFMPEG,
  properties: {
    video: video('The video.'),
    start: int(0, { description: 'Number of the first picture, from 0.' }),
    end: int(-1, { description: 'Number of the picture before which it stops; -1 is the end of the video.' }),
  },
  outputs: { frame: 'image', index: 'int', fps: 'float' },
  generate: async function* ({ video: source, start, end }, context) {
    const path = await fileOf(source, context, 'video');
    const { fps, frameCount } = (await probeVideo(path, context)).video;
    // The count in the file may be off: only an empty batch says for certain that this is the end.
    const last = end < 0 ? Math.max(frameCount, start) + BATCH : end;
    for (let from = Math.max(0, start); from < last; from += BATCH) {
      const files = await decode(path, { from, count: Math.min(BATCH, last - from), fps }, context);
      for (const [offset, file] of files.entries()) {
        const bytes = await readFile(file);
        await rm(file);
        const held = { content: { bytes }, type: 'image', contentType: 'image/png' };
        yield { frame: await context.assets.hold(held), index: from + offset, fps };
      }
      if (files.length < BATCH) return;
    }
  },
});

const decode = async (
  path: string,
  { from, count, fps }: { readonly from: number; readonly count: number; readonly fps: number },
  context: NodeContext,
): Promise<readonly string[]> => {
  const folder = await context.programs.scratch();
  // Half a picture early, so that rounding can't skip the first one.
  const seek = from === 0 ? [] : ['-ss', String((from - 0.5) / fps)];
  await ffmpeg(context, [
    ...input(path, ...seek),
    '-frames:v',
    String(count),
    '-vf',
    `fps=${fps}`,
    `file:${join(folder, '%06d.png')}`,
  ]);
  return (await readdir(folder)).sort().map((name) => join(folder, name));
};

/** Pictures on their way into a video. */
interface Film {
  readonly fps: number;
  folder: string;
  count: number;
  /** Pixels of the first picture. */
  size: { readonly width: number; readonly height: number } | null;
}

const FrameToVideo = defineNodeType({
  type: 'nodetool.video.FrameToVideo',
  title: 'Frames to Video',
  description: 'Makes a video of pictures that arrive one after the other; all take the size of the first.',
  tags: ['video', 'frames', 'images', 'combine'],
  ...NEEDS_FFMPEG,
  properties: {
    frame: of('image', emptyValue('image'), { description: 'The pictures, in their order.' }),
    fps: float(30, { description: 'Pictures per second.' }),
  },
  outputs: { output: 'video' },
  reduce: {
    handle: 'frame',
    start: ({ fps }): Film => ({ fps, folder: '', count: 0, size: null }),
    add: async (film, frame, context) => {
      if (film.folder === '') film.folder = await context.programs.scratch();
      const sharp = await loadSharp();
      const picture = sharp(await context.assets.read(frame), { limitInputPixels: MAX_PIXELS }).autoOrient();
      if (film.size) picture.resize({ ...film.size, fit: 'contain', background: 'black' });
      const file = join(film.folder, `${String(film.count).padStart(6, '0')}.png`);
      const { width, height } = await picture.png({ compressionLevel: 1 }).toFile(file);
      film.size ??= { width, height };
      film.count += 1;
      return film;
    },
    finish: async ({ fps, folder, count }, _inputs, context) => {
      if (count === 0) throw new Error('no picture has arrived, so there is no video');
      if (fps <= 0) throw new Error(`there must be more than 0 pictures in a second, not ${fps}`);
      const source = ['-f', 'image2', '-framerate', String(fps)];
      const pictures = input(join(folder, '%06d.png'), ...source);
      return { output: await makeVideo(context, [...pictures, '-vf', EVEN, '-r', String(fps), ...MP4]) };
    },
  },
});

/** Node types between videos and pictures. */
export const frameTypes = [FrameIterator, FrameToVideo];
