import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import type { ContentFacts } from './asset.repository.js';
import { loadSharp, MAX_PIXELS } from '../common/sharp.js';

/** A content, or as much of its beginning as is looked at. */
export interface MediaSource {
  /** Destroyed when this is done. */
  readonly bytes: Readable;
  /** Bytes of the whole content. */
  readonly size: number;
  readonly contentType: string;
  readonly signal: AbortSignal;
}

/**
 * Reads what a picture, sound or film tells about itself: `width`, `height`, `sample_rate`, `channels`, duration.
 *
 * @throws Error when the content is damaged or the signal is aborted
 */
export const readMediaFacts = async (source: MediaSource): Promise<ContentFacts> => {
  const { bytes, signal, contentType } = source;
  const stop = (): void => void bytes.destroy(new Error('took too long'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await (contentType.startsWith('image/') ? imageFacts(source) : soundFacts(source));
  } finally {
    signal.removeEventListener('abort', stop);
    bytes.destroy();
  }
};

const imageFacts = async ({ bytes }: MediaSource): Promise<ContentFacts> => {
  const sharp = await loadSharp();
  const image = sharp(await buffer(bytes), { limitInputPixels: MAX_PIXELS, failOn: 'none' });
  const { autoOrient, pages = 1 } = await image.metadata();
  return { metadata: { ...autoOrient, ...(pages > 1 && { pages }) }, durationMs: null };
};

const soundFacts = async ({ bytes, size, contentType }: MediaSource): Promise<ContentFacts> => {
  const { parseStream } = await import('music-metadata');
  const { format } = await parseStream(bytes, { mimeType: contentType, size }, { duration: true, skipCovers: true });
  const video = format.trackInfo.find((track) => track.video !== undefined)?.video;
  return {
    metadata: {
      ...(video?.pixelWidth !== undefined && { width: video.pixelWidth }),
      ...(video?.pixelHeight !== undefined && { height: video.pixelHeight }),
      ...(format.sampleRate !== undefined && { sample_rate: format.sampleRate }),
      ...(format.numberOfChannels !== undefined && { channels: format.numberOfChannels }),
    },
    durationMs: format.duration === undefined ? null : Math.round(format.duration * 1000),
  };
};
