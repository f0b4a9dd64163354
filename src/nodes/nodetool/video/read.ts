import { defineNodeType } from '../../../engine/node-type.js';
import { float } from '../../../engine/property.js';
import { fileOf, input, makeAudio, makePicture } from '../../media/ffmpeg.js';
import { probeVideo } from '../../media/probe.js';
import { NEEDS_FFMPEG, video } from './video-type.js';

const GetVideoInfo = defineNodeType({
  type: 'nodetool.video.GetVideoInfo',
  title: 'Video Info',
  description: 'Tells how long and how large a video is, and what it is made of.',
  tags: ['video', 'info', 'duration', 'size'],
  ...NEEDS_FFMPEG,
  properties: { video: video('The video.') },
  outputs: {
    duration: 'float',
    width: 'int',
    height: 'int',
    fps: 'float',
    frame_count: 'int',
    codec: 'str',
    has_audio: 'bool',
  },
  process: async ({ video: source }, context) => {
    const { duration, hasAudio, video: found } = await probeVideo(await fileOf(source, context, 'video'), context);
    const { width, height, fps, frameCount, codec } = found;
    return { duration, width, height, fps, frame_count: frameCount, codec, has_audio: hasAudio };
  },
});

const Fps = defineNodeType({
  type: 'nodetool.video.Fps',
  title: 'Frame Rate',
  description: 'Tells how many pictures a video shows in a second.',
  tags: ['video', 'fps', 'frame rate'],
  ...NEEDS_FFMPEG,
  properties: { video: video('The video.') },
  outputs: { output: 'float' },
  process: async ({ video: source }, context) => {
    const { video: found } = await probeVideo(await fileOf(source, context, 'video'), context);
    return { output: found.fps };
  },
});

const ExtractFrame = defineNodeType({
  type: 'nodetool.video.ExtractFrame',
  title: 'Extract Frame',
  description: 'Gives the picture that a video shows at a moment.',
  tags: ['video', 'frame', 'still', 'image'],
  ...NEEDS_FFMPEG,
  properties: { video: video('The video.'), time: float(0, { min: 0, description: 'The moment, in seconds.' }) },
  outputs: { output: 'image' },
  process: async ({ video: source, time }, context) => {
    const path = await fileOf(source, context, 'video');
    const { duration, video: found } = await probeVideo(path, context);
    if (time > duration) throw new Error(`the video has ${duration} s, so there is no picture at ${time} s`);
    // Behind the beginning of the last picture there is nothing to find.
    const last = Math.max(0, duration - 1 / Math.max(found.fps, 1));
    return { output: await makePicture(context, input(path, '-ss', String(Math.min(time, last)))) };
  },
});

const ExtractAudio = defineNodeType({
  type: 'nodetool.video.ExtractAudio',
  title: 'Extract Audio',
  description: 'Gives the sound of a video.',
  tags: ['video', 'audio', 'sound', 'extract'],
  ...NEEDS_FFMPEG,
  properties: { video: video('The video.') },
  outputs: { output: 'audio' },
  process: async ({ video: source }, context) => {
    const path = await fileOf(source, context, 'video');
    const { hasAudio } = await probeVideo(path, context);
    if (!hasAudio) throw new Error('the video has no sound');
    return { output: await makeAudio(context, [...input(path), '-vn']) };
  },
});

/** Node types that look into a video. */
export const readTypes = [ExtractAudio, ExtractFrame, Fps, GetVideoInfo];
