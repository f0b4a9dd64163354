import { defineNodeType } from '../../engine/node-type.js';
import { choice, of, str } from '../../engine/property.js';
import { askModel, conversation } from '../ai/answer.js';
import { holdMedia } from '../ai/held-media.js';
import { audioPart } from '../ai/media-parts.js';
import { emptyValue, isEmptyAsset } from '../nodetool/empty-values.js';
import { readSound } from './grounded-answer.js';
import { GEMINI, generateContent } from './provider.js';
import { VOICES } from './voices.js';
import { wavOf } from './wav.js';

/** Where the answer doesn't tell. */
const USUAL_RATE = 24_000;

/** Reads a text aloud. */
export const TextToSpeech = defineNodeType({
  ...GEMINI,
  type: 'gemini.audio.TextToSpeech',
  title: 'Gemini Text to Speech',
  description: 'Has a model of Gemini read a text aloud, in a manner that can be described.',
  tags: ['audio', 'speech', 'voice', 'gemini'],
  properties: {
    text: str('', { description: 'What is to be said.' }),
    model: choice('nodetool.nodes.gemini.audio.TTSModel', ['gemini-2.5-pro-preview-tts'], 'gemini-2.5-pro-preview-tts'),
    voice_name: choice('nodetool.nodes.gemini.audio.VoiceName', VOICES, 'kore'),
    style_prompt: str('', { description: 'How to say it.' }),
  },
  outputs: { output: 'audio' },
  process: async ({ text, model, voice_name: voice, style_prompt: style }, context) => {
    if (text.trim() === '') throw new Error('Give a text that is to be said');
    const words = style === '' ? text : `${style}: ${text}`;
    const speechConfig = {
      voiceConfig: { prebuiltVoiceConfig: { voiceName: `${voice.charAt(0).toUpperCase()}${voice.slice(1)}` } },
    };
    const body = {
      contents: [{ role: 'user', parts: [{ text: words }] }],
      generationConfig: { responseModalities: ['AUDIO'], speechConfig },
    };
    const sound = readSound(await generateContent({ kind: 'speech', model }, body, context));
    if (!sound) throw new Error('Gemini gave no sound: change the text, or run the workflow again');
    const rate = Number(/rate=(\d+)/.exec(sound.mediaType)?.[1] ?? USUAL_RATE);
    const isPlain = /l16|pcm/i.test(sound.mediaType);
    const media = isPlain ? { data: wavOf(sound.data, rate), mediaType: 'audio/wav' } : sound;
    return { output: await holdMedia(media, 'audio', context) };
  },
});

/** Writes down what is said in a recording. */
export const Transcribe = defineNodeType({
  ...GEMINI,
  type: 'gemini.audio.Transcribe',
  title: 'Gemini Transcribe',
  description: 'Has a model of Gemini write down what is said in a recording, or answer what is asked about it.',
  tags: ['audio', 'speech', 'transcription', 'gemini'],
  properties: {
    audio: of('audio', emptyValue('audio'), { description: 'The recording.' }),
    model: choice(
      'nodetool.nodes.gemini.audio.TranscriptionModel',
      ['gemini-2.5-flash', 'gemini-2.0-flash'],
      'gemini-2.5-flash',
    ),
    prompt: str('', { description: 'What to do with the recording; empty writes it down.' }),
  },
  outputs: { output: 'str' },
  process: async ({ audio, model, prompt }, context) => {
    if (isEmptyAsset(audio)) throw new Error('Give a recording that is to be written down');
    const text = prompt || 'Write down every word that is said in this recording, and nothing else.';
    const messages = conversation('', [{ type: 'text', text }, await audioPart(audio, context)]);
    const answer = await askModel({ provider: 'gemini', model, messages }, context);
    return { output: answer.text };
  },
});
