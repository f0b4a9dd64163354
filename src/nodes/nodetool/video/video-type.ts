import type { NodeType, InputsOf } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import type { NodeContext } from '../../../engine/node-context.js';
import type { Property } from '../../../engine/property.js';
import { of } from '../../../engine/property.js';
import { AAC, EVEN, fileOf, input, makeVideo, MP4 } from '../../media/ffmpeg.js';
import { emptyValue } from '../empty-values.js';

/** A property that takes a video. */
export const video = (description: string): Property => of('video', emptyValue('video'), { description });

/** What every node type here has in common: it needs the program, and gives the same for the same. */
export const NEEDS_FFMPEG = { requiredPrograms: ['ffmpeg', 'ffprobe'] } as const;

/**
 * Declares a node type that draws every picture of a video anew and leaves its sound.
 *
 * @param filterOf makes ffmpeg's filter out of the inputs
 */
export const videoFilter = <const P extends Readonly<Record<string, Property>>>({
  properties,
  filterOf,
  ...words
}: {
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly properties: P;
  readonly filterOf: (inputs: InputsOf<P>) => string;
}): NodeType =>
  defineNodeType({
    ...words,
    ...NEEDS_FFMPEG,
    properties: { video: video('The video.'), ...properties },
    outputs: { output: 'video' },
    process: async (inputs, context) => {
      const path = await fileOf(inputs['video'], context, 'video');
      const filter = filterOf(inputs);
      return { output: await drawAnew(path, filter, context) };
    },
  });

/** Runs the pictures of a video through a filter. */
export const drawAnew = (path: string, filter: string, context: NodeContext) =>
  makeVideo(context, [...input(path), '-vf', `${filter},${EVEN}`, ...MP4, '-map', '0:v:0', '-map', '0:a?', ...AAC]);
