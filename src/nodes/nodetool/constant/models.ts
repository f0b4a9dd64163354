import type { NodeType } from '../../../engine/node-type.js';
import { of } from '../../../engine/property.js';
import type { EmptyValueType } from '../empty-values.js';
import { emptyValue } from '../empty-values.js';
import { defineConstantType } from './constant-type.js';

/** A model constant: unset, it gives the empty reference of its kind, which no provider accepts. */
const defineModelConstant = (
  name: string,
  title: string,
  type: EmptyValueType,
  purpose: string,
  tags: readonly string[],
): NodeType =>
  defineConstantType({
    name,
    title,
    description: `Gives a fixed model that ${purpose}.`,
    tags: ['model', ...tags],
    value: of(type, null, { isRequired: true }),
    output: type,
    unset: emptyValue(type),
  });

/** A fixed model that turns speech into text. */
export const ASRModelConstant = defineModelConstant(
  'ASRModelConstant',
  'ASR Model Constant',
  'asr_model',
  'turns speech into text',
  ['asr', 'transcription'],
);

/** A fixed model that turns texts into vectors. */
export const EmbeddingModelConstant = defineModelConstant(
  'EmbeddingModelConstant',
  'Embedding Model Constant',
  'embedding_model',
  'turns texts into vectors',
  ['embedding', 'vector'],
);

/** A fixed model that makes images. */
export const ImageModelConstant = defineModelConstant(
  'ImageModelConstant',
  'Image Model Constant',
  'image_model',
  'makes images',
  ['image', 'generation'],
);

/** A fixed model that writes text. */
export const LanguageModelConstant = defineModelConstant(
  'LanguageModelConstant',
  'Language Model Constant',
  'language_model',
  'writes text',
  ['language', 'llm'],
);

/** A fixed model that speaks. */
export const TTSModelConstant = defineModelConstant(
  'TTSModelConstant',
  'TTS Model Constant',
  'tts_model',
  'reads text aloud',
  ['tts', 'speech'],
);

/** A fixed model that makes videos. */
export const VideoModelConstant = defineModelConstant(
  'VideoModelConstant',
  'Video Model Constant',
  'video_model',
  'makes videos',
  ['video', 'generation'],
);
