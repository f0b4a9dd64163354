import { isRecord } from '../../../common/json.js';
import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { float, of, str } from '../../../engine/property.js';
import { passChunk } from '../../ai/chunk.js';
import { holdMedia } from '../../ai/held-media.js';
import { modelCall } from '../../ai/model-property.js';
import { speechPieces } from '../../ai/speech-pieces.js';

/** What OpenAI's interface takes at once; parts of MP3 files can be joined. */
const MAX_LENGTH = 4_000;

const speak = defineNodeType({
  type: 'nodetool.audio.TextToSpeech',
  title: 'Text to Speech',
  description: 'Has a model read a text aloud. Long texts come piece by piece, and as a whole at the end.',
  tags: ['audio', 'speech', 'voice', 'tts'],
  properties: {
    model: of<Readonly<Record<string, unknown>>>(
      'tts_model',
      {
        type: 'tts_model',
        provider: 'openai',
        id: 'tts-1',
        name: 'TTS 1',
        path: null,
        voices: ['alloy', 'echo', 'fable', 'onyx', 'nova', 'shimmer'],
        selected_voice: '',
      },
      { description: 'The model and the voice that speak.' },
    ),
    text: str('Hello! This is a text-to-speech demonstration.', { description: 'What is to be said.' }),
    speed: float(1, { min: 0.25, max: 4, description: 'How fast; 1 is the usual speed.' }),
  },
  outputs: { audio: { type: 'audio', kind: 'single' }, chunk: 'chunk' },
  exposeAsTool: true,
  isPure: false,
  isRetrySafe: true,
  async *generate({ model, text, speed }, context) {
    const call = modelCall(model);
    const voice = isRecord(model) ? model['selected_voice'] : '';
    const chosen = typeof voice === 'string' && voice !== '' ? { voice } : {};
    const pieces = speechPieces(text, MAX_LENGTH);
    if (pieces.length === 0) throw new Error('Give a text that is to be said');
    const spoken: Uint8Array[] = [];
    let mediaType = 'audio/mpeg';
    for (const [index, piece] of pieces.entries()) {
      const speech = await context.models.speak({ ...call, ...chosen, text: piece, speed, format: 'mp3' });
      ({ mediaType } = speech);
      if (pieces.length > 1 && mediaType !== 'audio/mpeg') {
        throw new Error(
          `The text is too long to be said at once, and parts of ${mediaType} can't be joined: shorten it`,
        );
      }
      spoken.push(speech.data);
      const content = Buffer.from(speech.data).toString('base64');
      const about = { content_metadata: { mime_type: mediaType }, done: index === pieces.length - 1 };
      yield { chunk: passChunk(content, context, { content_type: 'audio', ...about }) };
      context.progress(index + 1, pieces.length);
    }
    yield { audio: await holdMedia({ data: Buffer.concat(spoken), mediaType }, 'audio', context) };
  },
});

/** Reads a text aloud. The catalogue lists a field for the voice, which is a part of the model. */
export const TextToSpeech: NodeType = { ...speak, basicFields: ['model', 'text', 'voice', 'speed'] };
