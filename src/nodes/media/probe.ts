import { isRecord } from '../../common/json.js';
import type { NodeContext } from '../../engine/node-context.js';
import { input } from './ffmpeg.js';

/** What a video or a sound is made of. */
export interface MediaInfo {
  /** Seconds. */
  readonly duration: number;
  readonly hasAudio: boolean;
  /** Channels of the sound; 0 without one. */
  readonly channels: number;
  /** Samples per second of each channel; 0 without sound. */
  readonly sampleRate: number;
  /** Null for what has no picture. */
  readonly video: {
    readonly width: number;
    readonly height: number;
    /** Pictures per second. */
    readonly fps: number;
    readonly frameCount: number;
    readonly codec: string;
  } | null;
}

/** Looks at a file with ffprobe. */
export const probe = async (path: string, context: NodeContext): Promise<MediaInfo> => {
  const text = await context.programs.run('ffprobe', {
    arguments: ['-v', 'error', '-print_format', 'json', '-show_format', '-show_streams', ...input(path)],
  });
  const found = recordOf(JSON.parse(Buffer.from(text).toString('utf8')));
  const streams = Array.isArray(found['streams']) ? found['streams'].filter(isRecord) : [];
  // The cover of a song is a picture stream too.
  const picture = streams.find(({ codec_type: kind, disposition }) => kind === 'video' && !isCover(disposition));
  const sound = streams.find(({ codec_type: kind }) => kind === 'audio');
  const duration = numberOf(recordOf(found['format'])['duration'] ?? picture?.['duration'] ?? sound?.['duration']);
  return {
    duration,
    hasAudio: sound !== undefined,
    channels: numberOf(sound?.['channels']),
    sampleRate: numberOf(sound?.['sample_rate']),
    video: picture ? videoOf(picture, duration) : null,
  };
};

/** Looks at a file that must have moving pictures. */
export const probeVideo = async (
  path: string,
  context: NodeContext,
): Promise<MediaInfo & { readonly video: NonNullable<MediaInfo['video']> }> => {
  const info = await probe(path, context);
  const { video } = info;
  if (!video) throw new Error('the file is no video: it has no pictures');
  return { ...info, video };
};

const videoOf = (stream: Readonly<Record<string, unknown>>, duration: number): MediaInfo['video'] => {
  const fps = ratioOf(stream['avg_frame_rate']) || ratioOf(stream['r_frame_rate']);
  const { codec_name: codec } = stream;
  return {
    width: numberOf(stream['width']),
    height: numberOf(stream['height']),
    fps,
    frameCount: numberOf(stream['nb_frames']) || Math.round(duration * fps),
    codec: typeof codec === 'string' ? codec : '',
  };
};

const isCover = (disposition: unknown): boolean => recordOf(disposition)['attached_pic'] === 1;

const recordOf = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});

const numberOf = (value: unknown): number => {
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : 0;
};

/** Reads `30000/1001`. */
const ratioOf = (value: unknown): number => {
  const [over = 0, under = 1] = (typeof value === 'string' ? value : '').split('/').map(Number);
  return under > 0 && Number.isFinite(over / under) ? over / under : 0;
};
