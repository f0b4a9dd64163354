import { defineNodeType } from '../../../engine/node-type.js';
import { int, of, str } from '../../../engine/property.js';
import { embedText } from '../../ai/embed-text.js';
import { modelCall } from '../../ai/model-property.js';
import { emptyValue, isEmptyAsset } from '../empty-values.js';

/** Writes down what is said in a recording. */
export const AutomaticSpeechRecognition = defineNodeType({
  type: 'nodetool.text.AutomaticSpeechRecognition',
  title: 'Speech to Text',
  description: 'Writes down what is said in a recording.',
  tags: ['audio', 'speech', 'transcription', 'asr'],
  properties: {
    model: of<Readonly<Record<string, unknown>>>(
      'asr_model',
      { ...emptyValue('asr_model'), provider: 'fal_ai', id: 'openai/whisper-large-v3' },
      { description: 'The model that listens.' },
    ),
    audio: of('audio', emptyValue('audio'), { description: 'The recording.' }),
  },
  outputs: { text: 'str' },
  exposeAsTool: true,
  isPure: false,
  isRetrySafe: true,
  process: async ({ model, audio }, context) => {
    const call = modelCall(model);
    if (isEmptyAsset(audio)) throw new Error('Give a recording that is to be written down');
    const { text } = await context.models.transcribe({ ...call, audio: await context.assets.read(audio) });
    return { text };
  },
});

/** Makes a vector of a text. */
export const Embedding = defineNodeType({
  type: 'nodetool.text.Embedding',
  title: 'Embedding',
  description:
    'Makes a vector of a text, by which it can be compared with others. Long texts are cut, and the mean taken.',
  tags: ['text', 'embedding', 'vector', 'similarity'],
  properties: {
    model: of<Readonly<Record<string, unknown>>>(
      'embedding_model',
      {
        ...emptyValue('embedding_model'),
        provider: 'openai',
        id: 'text-embedding-3-small',
        name: 'Text Embedding 3 Small',
      },
      { description: 'The model that makes the vector.' },
    ),
    input: str('', { description: 'The text.' }),
    chunk_size: int(4096, { min: 1, max: 8192, description: 'Longest piece, in characters.' }),
  },
  outputs: { output: 'np_array' },
  basicFields: ['model', 'input'],
  exposeAsTool: true,
  isPure: false,
  isRetrySafe: true,
  process: async ({ model, input, chunk_size: size }, context) => ({
    output: await embedText(input, modelCall(model), context, size),
  }),
});
