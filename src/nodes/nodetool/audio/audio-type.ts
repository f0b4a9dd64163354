import type { NodeContext } from '../../../engine/node-context.js';
import type { InputsOf, NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import type { Property } from '../../../engine/property.js';
import { of } from '../../../engine/property.js';
import { fileOf, input, makeAudio } from '../../media/ffmpeg.js';
import { emptyValue } from '../empty-values.js';

/** A property that takes a sound. */
export const audio = (description: string): Property => of('audio', emptyValue('audio'), { description });

/** What the types that read sounds have in common. */
export const NEEDS_FFMPEG = { requiredPrograms: ['ffmpeg', 'ffprobe'] } as const;

/**
 * Declares a node type that runs a sound through a filter.
 *
 * @param filterOf makes ffmpeg's filter out of the inputs; may look at the file first
 */
export const audioFilter = <const P extends Readonly<Record<string, Property>>>({
  properties,
  filterOf,
  ...words
}: {
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly properties: P;
  readonly filterOf: (inputs: InputsOf<P>, path: string, context: NodeContext) => string | Promise<string>;
}): NodeType =>
  defineNodeType({
    ...words,
    ...NEEDS_FFMPEG,
    exposeAsTool: true,
    properties: { audio: audio('The sound.'), ...properties },
    outputs: { output: 'audio' },
    process: async (inputs, context) => {
      const path = await fileOf(inputs['audio'], context, 'audio');
      const filter = await filterOf(inputs, path, context);
      return { output: await makeAudio(context, [...input(path), '-vn', '-af', filter]) };
    },
  });
