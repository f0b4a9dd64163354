import type { NodeContext } from '../../../engine/node-context.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { bool, choice, float, int, of } from '../../../engine/property.js';
import { AAC, EVEN, fileOf, input, makeVideo, MP4 } from '../../media/ffmpeg.js';
import type { MediaInfo } from '../../media/probe.js';
import { probeVideo } from '../../media/probe.js';
import { emptyValue } from '../empty-values.js';
import { TRANSITIONS } from './transitions.js';
import { NEEDS_FFMPEG, video } from './video-type.js';

type Video = MediaInfo & { readonly path: string; readonly video: NonNullable<MediaInfo['video']> };

const open = async (reference: unknown, context: NodeContext, what: string): Promise<Video> => {
  const path = await fileOf(reference, context, what);
  return { path, ...(await probeVideo(path, context)) };
};

/** Brings the second picture to the size, form and pace of the first, with black around it. */
const fittedTo = ({ video: { width, height, fps } }: Video): string =>
  `scale=${width}:${height}:force_original_aspect_ratio=decrease,pad=${width}:${height}:-1:-1,setsar=1,fps=${fps},format=yuv420p`;

/** The sound of an input, or as much silence. */
const soundOf = ({ hasAudio, duration }: Video, index: number): string =>
  hasAudio
    ? `[${index}:a]aresample=44100,aformat=channel_layouts=stereo[a${index}]`
    : `anullsrc=r=44100:cl=stereo,atrim=duration=${duration}[a${index}]`;

const join = (context: NodeContext, videos: readonly Video[], graph: readonly string[], seconds: number) =>
  makeVideo(context, [
    ...videos.flatMap(({ path }) => input(path)),
    '-filter_complex',
    graph.join(';'),
    '-map',
    '[v]',
    '-map',
    '[a]',
    '-t',
    String(seconds),
    ...MP4,
    ...AAC,
  ]);

const Concat = defineNodeType({
  type: 'nodetool.video.Concat',
  title: 'Join Videos',
  description: 'Plays one video after the other; the second takes the size and pace of the first.',
  tags: ['video', 'join', 'concat', 'append'],
  ...NEEDS_FFMPEG,
  properties: { video_a: video('The first video.'), video_b: video('The second video.') },
  outputs: { output: 'video' },
  process: async ({ video_a: a, video_b: b }, context) => {
    const first = await open(a, context, 'first video');
    const second = await open(b, context, 'second video');
    const videos = [first, second];
    const pictures = videos.map((_video, index) => `[${index}:v]${fittedTo(first)},${EVEN}[v${index}]`);
    const graph = [...pictures, ...videos.map(soundOf), '[v0][a0][v1][a1]concat=n=2:v=1:a=1[v][a]'];
    return { output: await join(context, videos, graph, first.duration + second.duration) };
  },
});

const Transition = defineNodeType({
  type: 'nodetool.video.Transition',
  title: 'Video Transition',
  description: 'Joins two videos with a transition; both play while it lasts.',
  tags: ['video', 'transition', 'fade', 'wipe'],
  ...NEEDS_FFMPEG,
  properties: {
    video_a: video('The first video.'),
    video_b: video('The second video.'),
    transition_type: choice('nodetool.nodes.nodetool.video.Transition.TransitionType', TRANSITIONS, 'fade', {
      description: 'How one becomes the other.',
    }),
    duration: float(1, { min: 0.1, max: 5, description: 'Seconds that it takes.' }),
  },
  outputs: { output: 'video' },
  process: async ({ video_a: a, video_b: b, transition_type: kind, duration }, context) => {
    const first = await open(a, context, 'first video');
    const second = await open(b, context, 'second video');
    const shortest = Math.min(first.duration, second.duration);
    if (duration > shortest) {
      throw new Error(`the transition of ${duration} s is longer than one of the videos (${shortest} s)`);
    }
    const videos = [first, second];
    const pictures = videos.map((_video, index) => `[${index}:v]${fittedTo(first)},${EVEN},settb=AVTB[v${index}]`);
    const fade = `[v0][v1]xfade=transition=${kind}:duration=${duration}:offset=${first.duration - duration}[v]`;
    const graph = [...pictures, ...videos.map(soundOf), fade, `[a0][a1]acrossfade=d=${duration}[a]`];
    const seconds = first.duration + second.duration - duration;
    return { output: await join(context, videos, graph, seconds) };
  },
});

const Overlay = defineNodeType({
  type: 'nodetool.video.Overlay',
  title: 'Overlay Video',
  description: 'Shows one video inside of another; what is transparent there stays so.',
  tags: ['video', 'overlay', 'picture in picture'],
  ...NEEDS_FFMPEG,
  properties: {
    main_video: video('The video behind.'),
    overlay_video: video('The video in front.'),
    x: int(0, { description: 'Left edge of the one in front, in pixels.' }),
    y: int(0, { description: 'Upper edge of the one in front, in pixels.' }),
    scale: float(1, { description: 'Factor for the size of the one in front.' }),
    overlay_audio_volume: float(0.5, { min: 0, max: 1, description: 'Loudness of the one in front; 0 is silent.' }),
  },
  outputs: { output: 'video' },
  process: async ({ main_video: back, overlay_video: front, x, y, scale, overlay_audio_volume: volume }, context) => {
    if (scale <= 0) throw new Error(`the scale must be above 0, not ${scale}`);
    const videos = [await open(back, context, 'main video'), await open(front, context, 'overlay video')];
    const sizes = `[1:v]scale=iw*${scale}:ih*${scale}[f]`;
    const picture = `[0:v][f]overlay=${x}:${y}:eof_action=pass,${EVEN},format=yuv420p[v]`;
    const sound = `[a1]volume=${volume}[q];[a0][q]amix=inputs=2:duration=first:normalize=0[a]`;
    const graph = [sizes, picture, ...videos.map(soundOf), sound].join(';');
    // Only this decoder sees what is transparent.
    const decoder = videos[1]?.video.codec === 'vp9' ? ['-c:v', 'libvpx-vp9'] : [];
    const inputs = [...input(videos[0]?.path ?? ''), ...input(videos[1]?.path ?? '', ...decoder)];
    const maps = ['-filter_complex', graph, '-map', '[v]', '-map', '[a]'];
    return { output: await makeVideo(context, [...inputs, ...maps, ...MP4, ...AAC]) };
  },
});

const AddAudio = defineNodeType({
  type: 'nodetool.video.AddAudio',
  title: 'Add Sound to Video',
  description: 'Gives a video a sound, in place of its own or beside it; the video keeps its length.',
  tags: ['video', 'audio', 'sound', 'music'],
  ...NEEDS_FFMPEG,
  properties: {
    video: video('The video.'),
    audio: of('audio', emptyValue('audio'), { description: 'The sound.' }),
    volume: float(1, { min: 0, max: 2, description: 'Factor for the loudness of the sound.' }),
    mix: bool(false, { description: 'Keeps the sound of the video beside the new one.' }),
  },
  outputs: { output: 'video' },
  process: async ({ video: source, audio, volume, mix }, context) => {
    const first = await open(source, context, 'video');
    const sound = await fileOf(audio, context, 'audio');
    const loud = `[1:a]volume=${volume},apad`;
    const graph =
      mix && first.hasAudio ? `${loud}[n];[0:a][n]amix=inputs=2:duration=first:normalize=0[a]` : `${loud}[a]`;
    const inputs = [...input(first.path), ...input(sound)];
    const maps = ['-filter_complex', graph, '-map', '0:v:0', '-map', '[a]', '-vf', EVEN, '-t', String(first.duration)];
    return { output: await makeVideo(context, [...inputs, ...maps, ...MP4, ...AAC]) };
  },
});

/** Node types that bring videos and sounds together. */
export const combineTypes = [AddAudio, Concat, Overlay, Transition];
