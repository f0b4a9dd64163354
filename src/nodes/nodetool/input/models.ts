import { of } from '../../../engine/property.js';
import { emptyValue } from '../empty-values.js';
import { defineInputType } from './input-type.js';

/** Takes a model that turns speech into text. */
export const ASRModelInput = defineInputType({
  name: 'ASRModelInput',
  title: 'ASR Model Input',
  description: 'Lets a run choose the model that turns speech into text.',
  tags: ['model', 'asr', 'transcription'],
  value: of('asr_model', emptyValue('asr_model')),
  output: 'asr_model',
});

/** Takes a model that turns texts into vectors. */
export const EmbeddingModelInput = defineInputType({
  name: 'EmbeddingModelInput',
  title: 'Embedding Model Input',
  description: 'Lets a run choose the model that turns texts into vectors.',
  tags: ['model', 'embedding', 'vector'],
  value: of('embedding_model', emptyValue('embedding_model')),
  output: 'embedding_model',
});

/** Takes a model of the Hugging Face hub. */
export const HuggingFaceModelInput = defineInputType({
  name: 'HuggingFaceModelInput',
  title: 'Hugging Face Model Input',
  description: 'Lets a run choose a model by its Hugging Face repository.',
  tags: ['model', 'huggingface'],
  value: of('hf.model', emptyValue('hf.model')),
  output: 'hf.model',
});

/** Takes a model that makes images. */
export const ImageModelInput = defineInputType({
  name: 'ImageModelInput',
  title: 'Image Model Input',
  description: 'Lets a run choose the model that makes images.',
  tags: ['model', 'image', 'generation'],
  value: of('image_model', emptyValue('image_model')),
  output: 'image_model',
});

/** Takes a model that writes text. */
export const LanguageModelInput = defineInputType({
  name: 'LanguageModelInput',
  title: 'Language Model Input',
  description: 'Lets a run choose the language model that answers.',
  tags: ['model', 'language', 'llm'],
  value: of('language_model', emptyValue('language_model')),
  output: 'language_model',
});

/** Takes a model that speaks. */
export const TTSModelInput = defineInputType({
  name: 'TTSModelInput',
  title: 'TTS Model Input',
  description: 'Lets a run choose the model and voice that read text aloud.',
  tags: ['model', 'tts', 'speech'],
  value: of('tts_model', emptyValue('tts_model')),
  output: 'tts_model',
});

/** Takes a model that makes videos. */
export const VideoModelInput = defineInputType({
  name: 'VideoModelInput',
  title: 'Video Model Input',
  description: 'Lets a run choose the model that makes videos.',
  tags: ['model', 'video', 'generation'],
  value: of('video_model', emptyValue('video_model')),
  output: 'video_model',
});
