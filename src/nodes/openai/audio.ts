import type { NodeType } from '../../engine/node-type.js';
import { defineNodeType } from '../../engine/node-type.js';
import { bool, choice, float, of, str } from '../../engine/property.js';
import type { TimedText, VendorUsage } from '../../engine/services/node-models.js';
import { holdMedia } from '../ai/held-media.js';
import { audioTypeOf } from '../ai/media-parts.js';
import { askVendor, bearer } from '../ai/vendor-request.js';
import { emptyValue, isEmptyAsset } from '../nodetool/empty-values.js';
import { LANGUAGES } from './languages.js';
import { OPENAI } from './provider.js';

const VOICES = [
  ...(['alloy', 'ash', 'ballad', 'coral', 'echo', 'fable', 'onyx', 'nova', 'sage', 'shimmer', 'verse'] as const),
] as const;

const recording = of('audio', emptyValue('audio'), { description: 'The recording.' });

/** Reads a text aloud. */
export const TextToSpeech = defineNodeType({
  ...OPENAI,
  type: 'openai.audio.TextToSpeech',
  title: 'OpenAI Text to Speech',
  description: 'Has a model of OpenAI read a text aloud.',
  tags: ['audio', 'speech', 'voice', 'openai'],
  properties: {
    model: choice(
      'nodetool.nodes.openai.audio.TextToSpeech.TtsModel',
      ['tts-1', 'tts-1-hd', 'gpt-4o-mini-tts'],
      'tts-1',
    ),
    voice: choice('nodetool.nodes.openai.audio.TextToSpeech.Voice', VOICES, 'alloy'),
    input: str('', { description: 'What is to be said.' }),
    speed: float(1, { min: 0.25, max: 4, description: 'How fast; 1 is the usual speed.' }),
  },
  outputs: { output: 'audio' },
  basicFields: ['input', 'model', 'voice'],
  process: async ({ model, voice, input: text, speed }, context) => {
    if (text.trim() === '') throw new Error('Give a text that is to be said');
    const speech = await context.models.speak({ provider: 'openai', model, voice, text, speed, format: 'mp3' });
    return { output: await holdMedia(speech, 'audio', context) };
  },
});

/** Writes down what is said in a recording. */
export const Transcribe = defineNodeType({
  ...OPENAI,
  type: 'openai.audio.Transcribe',
  title: 'OpenAI Transcribe',
  description: 'Has a model of OpenAI write down what is said in a recording, with times where they are wanted.',
  tags: ['audio', 'speech', 'transcription', 'whisper', 'openai'],
  properties: {
    model: choice(
      'nodetool.nodes.openai.audio.Transcribe.TranscriptionModel',
      ['whisper-1', 'gpt-4o-transcribe', 'gpt-4o-mini-transcribe'],
      'whisper-1',
    ),
    audio: recording,
    language: choice('nodetool.nodes.openai.audio.Transcribe.Language', LANGUAGES, 'auto_detect', {
      description: 'What is spoken.',
    }),
    timestamps: bool(false, { description: 'Gives times too; only whisper-1 can tell them.' }),
    prompt: str('', { description: 'Names and terms that occur, or what was said before.' }),
    temperature: float(0, { min: 0, max: 1, description: 'How freely the model guesses.' }),
  },
  outputs: { text: 'str', words: 'list[audio_chunk]', segments: 'list[audio_chunk]' },
  basicFields: ['audio', 'language', 'timestamps'],
  process: async ({ model, audio, language, timestamps, prompt, temperature }, context) => {
    if (isEmptyAsset(audio)) throw new Error('Give a recording that is to be written down');
    if (timestamps && model !== 'whisper-1')
      throw new Error(`${model} tells no times: choose whisper-1, or timestamps off`);
    const { text, words, segments } = await context.models.transcribe({
      provider: 'openai',
      model,
      audio: await context.assets.read(audio),
      ...(language !== 'auto_detect' && { language }),
      ...(prompt !== '' && { prompt }),
      ...(temperature > 0 && { temperature }),
      hasWordTimes: timestamps,
    });
    const chunks = (timed: readonly TimedText[]) => (timestamps ? timed.map(audioChunk) : []);
    return { text, words: chunks(words), segments: chunks(segments) };
  },
});

const audioChunk = ({ text, startSecond, endSecond }: TimedText) => ({
  type: 'audio_chunk',
  timestamp: [startSecond, endSecond],
  text,
});

const TRANSLATOR = 'whisper-1';

/** Writes down in English what is said in a recording in another language. */
export const Translate: NodeType = defineNodeType({
  ...OPENAI,
  type: 'openai.audio.Translate',
  title: 'OpenAI Translate',
  description: 'Has a model of OpenAI write down in English what is said in a recording.',
  tags: ['audio', 'speech', 'translation', 'whisper', 'openai'],
  properties: {
    audio: recording,
    temperature: float(0, { description: 'How freely the model guesses, from 0 to 1.' }),
  },
  outputs: { output: 'str' },
  process: async ({ audio, temperature }, context) => {
    if (isEmptyAsset(audio)) throw new Error('Give a recording that is to be translated');
    const bytes = await context.assets.read(audio);
    const mediaType = audioTypeOf(bytes, audio);
    const body = new FormData();
    body.set('model', TRANSLATOR);
    // This form tells the length of the recording, by which the call is paid.
    body.set('response_format', 'verbose_json');
    body.set('temperature', String(temperature));
    // The interface tells the kind of a file by the end of its name.
    body.set(
      'file',
      new Blob([new Uint8Array(bytes)], { type: mediaType }),
      `recording.${EXTENSIONS[mediaType] ?? 'mp3'}`,
    );
    const url = 'https://api.openai.com/v1/audio/translations';
    const answer = await askVendor(
      { provider: 'OpenAI', secret: 'OPENAI_API_KEY', authorize: bearer, url, body, usageOf: lengthOf },
      context,
    );
    if (typeof answer['text'] !== 'string') throw new Error('OpenAI gave no text: run the workflow again');
    return { output: answer['text'] };
  },
});

const lengthOf = ({ duration }: Readonly<Record<string, unknown>>): VendorUsage => ({
  kind: 'transcription',
  provider: 'openai',
  model: TRANSLATOR,
  // Older answers write the number as a text.
  audioSeconds: duration === undefined ? undefined : Number(duration),
});

const EXTENSIONS: Readonly<Record<string, string>> = {
  'audio/wav': 'wav',
  'audio/ogg': 'ogg',
  'audio/flac': 'flac',
  'audio/mp4': 'm4a',
  'audio/webm': 'webm',
};
