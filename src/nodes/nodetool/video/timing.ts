import { defineNodeType } from '../../../engine/node-type.js';
import { float } from '../../../engine/property.js';
import { AAC, EVEN, fileOf, input, makeVideo, MP4 } from '../../media/ffmpeg.js';
import { probeVideo } from '../../media/probe.js';
import { NEEDS_FFMPEG, video } from './video-type.js';

/** A video that is played backwards has to lie in memory as a whole, decoded. */
const MAX_REVERSED_BYTES = 1_073_741_824;
/** Factors that one `atempo` takes. */
const MAX_TEMPO = 2;

const Trim = defineNodeType({
  type: 'nodetool.video.Trim',
  title: 'Trim Video',
  description: 'Keeps a part of a video.',
  tags: ['video', 'cut', 'trim', 'part'],
  ...NEEDS_FFMPEG,
  properties: {
    video: video('The video.'),
    start_time: float(0, { description: 'Where the part begins, in seconds.' }),
    end_time: float(-1, { description: 'Where it ends, in seconds; -1 is the end of the video.' }),
  },
  outputs: { output: 'video' },
  process: async ({ video: source, start_time: start, end_time: end }, context) => {
    const path = await fileOf(source, context, 'video');
    const { duration } = await probeVideo(path, context);
    const from = Math.max(0, start);
    const to = end < 0 ? duration : Math.min(end, duration);
    if (from >= to) throw new Error(`nothing is left between ${from} s and ${to} s of a video of ${duration} s`);
    const seek = ['-ss', String(from), '-t', String(to - from)];
    const encoding = ['-vf', EVEN, ...MP4, '-map', '0:v:0', '-map', '0:a?', ...AAC];
    return { output: await makeVideo(context, [...input(path, ...seek), ...encoding]) };
  },
});

const SetSpeed = defineNodeType({
  type: 'nodetool.video.SetSpeed',
  title: 'Video Speed',
  description: 'Plays a video faster or slower; its sound keeps its pitch.',
  tags: ['video', 'speed', 'slow motion', 'time lapse'],
  ...NEEDS_FFMPEG,
  properties: {
    video: video('The video.'),
    speed_factor: float(1, { description: '2 is twice as fast, 0.5 half as fast.' }),
  },
  outputs: { output: 'video' },
  process: async ({ video: source, speed_factor: factor }, context) => {
    if (factor <= 0) throw new Error(`the speed must be above 0, not ${factor}`);
    const path = await fileOf(source, context, 'video');
    const { hasAudio, video: found } = await probeVideo(path, context);
    const sound = hasAudio ? ['-af', tempoOf(factor), ...AAC] : [];
    const filters = ['-vf', `setpts=PTS/${factor},fps=${found.fps},${EVEN}`, ...sound];
    return { output: await makeVideo(context, [...input(path), ...filters, ...MP4]) };
  },
});

/** A chain of `atempo` filters that make the factor together. */
const tempoOf = (factor: number): string => {
  const parts = Math.max(1, Math.ceil(Math.abs(Math.log2(factor)) / Math.log2(MAX_TEMPO)));
  return Array.from({ length: parts }, () => `atempo=${factor ** (1 / parts)}`).join(',');
};

const Reverse = defineNodeType({
  type: 'nodetool.video.Reverse',
  title: 'Reverse Video',
  description: 'Plays a video backwards, with its sound.',
  tags: ['video', 'reverse', 'backwards'],
  ...NEEDS_FFMPEG,
  properties: { video: video('The video.') },
  outputs: { output: 'video' },
  process: async ({ video: source }, context) => {
    const path = await fileOf(source, context, 'video');
    const { video: found, hasAudio } = await probeVideo(path, context);
    const bytes = found.width * found.height * 1.5 * found.frameCount;
    if (bytes > MAX_REVERSED_BYTES) {
      throw new Error('the video is too long to be reversed at once; trim it, reverse the parts and join them');
    }
    const sound = hasAudio ? ['-af', 'areverse', ...AAC] : [];
    return { output: await makeVideo(context, [...input(path), '-vf', `reverse,${EVEN}`, ...sound, ...MP4]) };
  },
});

/** Node types that change when a video shows what. */
export const timingTypes = [Reverse, SetSpeed, Trim];
