import { join } from 'node:path';

import type { NodeContext } from '../../engine/node-context.js';
import type { MediaReference } from '../../engine/services/node-assets.js';

/**
 * Containers that are opened. Play lists are not among them: those name other files and addresses, which ffmpeg would read.
 */
const CONTAINERS = [
  'aac,ac3,aiff,amr,ape,asf,au,avi,caf,flac,flv,gif,h264,hevc,image2,ivf,m4v,matroska,webm,mjpeg,mov,mp4,m4a,3gp,mp3',
  'mpeg,mpegts,mpegvideo,ogg,png_pipe,jpeg_pipe,webp_pipe,rm,wav,w64,wv,yuv4mpegpipe',
].join(',');

/** Options in front of everything: says little, asks nothing, and writes over its own files only. */
const QUIET = ['-hide_banner', '-nostdin', '-y', '-loglevel', 'error'];

/** Encoding that every browser plays; sizes are even, as H.264 wants them. */
export const MP4 = [
  '-c:v',
  'libx264',
  '-preset',
  'veryfast',
  '-crf',
  '20',
  '-pix_fmt',
  'yuv420p',
  '-movflags',
  '+faststart',
];
/** Sound of videos. */
export const AAC = ['-c:a', 'aac', '-b:a', '192k'];
/** Sound between graph nodes: exact to the sample, and read by everything. */
export const WAV = ['-c:a', 'pcm_s16le', '-f', 'wav'];
/** Makes sizes even by cutting off at most one row and one column. */
export const EVEN = 'crop=trunc(iw/2)*2:trunc(ih/2)*2';

/** The arguments that open a file; `before` goes with this file only. */
export const input = (path: string, ...before: readonly string[]): readonly string[] => [
  '-protocol_whitelist',
  'file',
  '-format_whitelist',
  CONTAINERS,
  ...before,
  '-i',
  `file:${path}`,
];

/** Gives a local file with what a reference names, or says that there is none. */
export const fileOf = async (reference: unknown, context: NodeContext, what: string): Promise<string> => {
  try {
    return await context.assets.path(reference);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`the ${what} can't be read: ${reason}`, { cause: error });
  }
};

/** Runs ffmpeg in a folder of the job. */
export const ffmpeg = (
  context: NodeContext,
  args: readonly string[],
  options: { readonly cwd?: string; readonly onLine?: (line: string) => void } = {},
): Promise<Uint8Array> => context.programs.run('ffmpeg', { arguments: [...QUIET, ...args], ...options });

/** Makes a file with ffmpeg and lends it to the graph nodes behind. */
const make = async (
  context: NodeContext,
  args: readonly string[],
  { name, type, contentType }: { readonly name: string; readonly type: string; readonly contentType: string },
): Promise<MediaReference> => {
  const folder = await context.programs.scratch();
  const path = join(folder, name);
  await ffmpeg(context, [...args, `file:${path}`], { cwd: folder });
  return context.assets.hold({ content: { path }, type, contentType, name });
};

/** Makes an MP4 video; `args` hold inputs, filters and encoding. */
export const makeVideo = (context: NodeContext, args: readonly string[]): Promise<MediaReference> =>
  make(context, args, { name: 'video.mp4', type: 'video', contentType: 'video/mp4' });

/** Makes a WebM video, which can be transparent. */
export const makeWebm = (context: NodeContext, args: readonly string[]): Promise<MediaReference> =>
  make(context, args, { name: 'video.webm', type: 'video', contentType: 'video/webm' });

/** Makes a sound. */
export const makeAudio = (context: NodeContext, args: readonly string[]): Promise<MediaReference> =>
  make(context, [...args, ...WAV], { name: 'audio.wav', type: 'audio', contentType: 'audio/wav' });

/** Makes a picture. */
export const makePicture = (context: NodeContext, args: readonly string[]): Promise<MediaReference> =>
  make(context, [...args, '-frames:v', '1', '-update', '1'], {
    name: 'frame.png',
    type: 'image',
    contentType: 'image/png',
  });
