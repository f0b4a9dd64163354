import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { PNG, vectorOf } from '../../../test/support/ai-servers/behaviour.js';
import type { TestModels } from '../../../test/support/node-models.js';
import { openNodeModels } from '../../../test/support/node-models.js';
import type { NodeType } from '../../engine/node-type.js';
import { TextToSpeech as GeminiSpeech, Transcribe as GeminiTranscribe } from '../gemini/audio.js';
import { ImageGeneration } from '../gemini/image.js';
import { Embedding as GeminiEmbedding, GroundedSearch } from '../gemini/text.js';
import { ChatComplete, CodeComplete } from '../mistral/text.js';
import { OCR } from '../mistral/vision.js';
import { TextToSpeech } from '../nodetool/audio/speak.js';
import { ImageToImage, TextToImage } from '../nodetool/image/generate.js';
import { AutomaticSpeechRecognition, Embedding } from '../nodetool/text/models.js';
import { npArray } from '../ndarray/number-rows.js';
import { Transcribe, Translate } from '../openai/audio.js';
import { CreateImage, EditImage } from '../openai/image.js';
import { Embedding as OpenAiEmbedding, Moderation, WebSearch } from '../openai/text.js';
import { TrialAssets } from '../trial-assets.js';
import { tryNodeType } from '../try-node-type.js';
import { nearest } from './image-request.js';
import { speechPieces } from './speech-pieces.js';

const assets = new TrialAssets();

let ai: TestModels;

beforeAll(async () => {
  ai = await openNodeModels();
});

afterAll(() => ai.close());

const run = (type: NodeType, inputs: Readonly<Record<string, unknown>>) =>
  tryNodeType(type, inputs, { services: { models: ai.models, assets } });

/** Bytes of the first value of an output. */
const contentOf = async (values: readonly unknown[] = []): Promise<Buffer> => Buffer.from(await assets.read(values[0]));

const lastBody = (): unknown => ai.server.requests.at(-1)?.body;

const audio = { type: 'audio', uri: '', data: Buffer.from('ID3 sound') };
const image = { type: 'image', uri: '', data: PNG };
const modelOf = (type: string, id: string) => ({ type, provider: 'openai', id });

describe('pictures', () => {
  it('are made in the nearest size that the model has, which the log says', async () => {
    const model = modelOf('image_model', 'gpt-image-1');
    const inputs = { model, prompt: 'A cat', negative_prompt: 'dogs', width: 1280, height: 720, guidance_scale: 3 };
    const { outputs, logs } = await run(TextToImage, inputs);
    expect(await contentOf(outputs['output'])).toEqual(PNG);
    expect(lastBody()).toMatchObject({ prompt: 'A cat\n\nAvoid: dogs', size: '1536x1024' });
    expect(logs.join()).toMatch(/no pictures of 1280x720.*guidance_scale/);
  });

  it('are changed', async () => {
    const model = modelOf('image_model', 'gpt-image-1');
    const { outputs } = await run(ImageToImage, { model, image, prompt: 'Red' });
    expect(outputs['output']).toHaveLength(1);
    expect(ai.server.requests.at(-1)?.path).toBe('/v1/images/edits');
    await expect(run(ImageToImage, { model })).rejects.toThrow('Give a picture');
    await expect(run(TextToImage, { model: { type: 'image_model' } })).rejects.toThrow('Select a model');
  });

  it('of OpenAI take a quality, a background and a mask', async () => {
    await run(CreateImage, { prompt: 'A cat', quality: 'low', background: 'transparent' });
    expect(lastBody()).toMatchObject({ size: '1024x1024', quality: 'low', background: 'transparent' });
    await run(EditImage, { prompt: 'Red', image, mask: image });
    expect(ai.server.requests.at(-1)?.bytes.toString('latin1')).toContain('name="mask"');
  });

  it('of Gemini are changed by some models only', async () => {
    await expect(run(ImageGeneration, { prompt: 'x', image })).rejects.toThrow('choose a gemini- model');
  });

  it('keep to one of the forms', () => {
    const form = fc.record({ width: fc.integer({ min: 64, max: 2048 }), height: fc.integer({ min: 64, max: 2048 }) });
    fc.assert(
      fc.property(fc.array(form, { minLength: 1 }), form, (forms, wanted) => {
        const chosen = nearest(forms, wanted);
        const off = ({ width, height }: typeof wanted): number =>
          Math.abs(Math.log((width / height) * (wanted.height / wanted.width)));
        expect(forms.every((other) => off(chosen) <= off(other) + 1e-9)).toBe(true);
      }),
    );
  });
});

describe('speech', () => {
  it('comes in chunks and as a whole', async () => {
    const model = { ...modelOf('tts_model', 'tts-1'), selected_voice: 'nova' };
    const { outputs } = await run(TextToSpeech, { model, text: `${'One two. '.repeat(500)}End.` });
    const chunks = outputs['chunk'] ?? [];
    expect(chunks).toHaveLength(2);
    expect(chunks.at(-1)).toMatchObject({ content_type: 'audio', done: true });
    const spoken = Buffer.from('ID3 spoken');
    expect(await contentOf(outputs['audio'])).toEqual(Buffer.concat([spoken, spoken]));
    expect(lastBody()).toMatchObject({ voice: 'nova', response_format: 'mp3' });
  });

  it('keeps every word of a long text, in pieces that are short enough', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '. ', '\n\n', ' ', '😀'), maxLength: 300 });
    fc.assert(
      fc.property(text, fc.integer({ min: 4, max: 40 }), (words, maxLength) => {
        const pieces = speechPieces(words, maxLength);
        expect(pieces.every((piece) => piece.length <= maxLength)).toBe(true);
        expect(pieces.join('').replaceAll(/\s/g, '')).toBe(words.replaceAll(/\s/g, ''));
      }),
    );
  });

  it('is written down', async () => {
    const model = modelOf('asr_model', 'whisper-1');
    expect((await run(AutomaticSpeechRecognition, { model, audio })).outputs['text']).toEqual(['good morning']);
    await expect(run(AutomaticSpeechRecognition, { model })).rejects.toThrow('Give a recording');
  });

  it('is written down with times', async () => {
    const { outputs } = await run(Transcribe, { audio, timestamps: true, language: 'en', prompt: 'Ada' });
    expect(outputs['segments']).toEqual([[{ type: 'audio_chunk', timestamp: [0, 1.5], text: 'good morning' }]]);
    const sent = ai.server.requests.at(-1)?.bytes.toString('latin1') ?? '';
    expect(sent).toMatch(/timestamp_granularities\[\]"\s+word/);
    expect(sent).toMatch(/name="prompt"\s+Ada/);
    await expect(run(Transcribe, { audio, timestamps: true, model: 'gpt-4o-transcribe' })).rejects.toThrow('whisper-1');
  });

  it('is heard by Gemini', async () => {
    ai.server.play({ kind: 'answer', text: ['good evening'] });
    expect((await run(GeminiTranscribe, { audio })).outputs['output']).toEqual(['good evening']);
    expect(JSON.stringify(lastBody())).toContain(audio.data.toString('base64'));
  });
});

describe('vectors', () => {
  it('of a long text are the mean of those of its pieces', async () => {
    const model = modelOf('embedding_model', 'text-embedding-3-small');
    const { outputs } = await run(Embedding, { model, input: 'abcab', chunk_size: 3 });
    const [first = [], second = []] = ['abc', 'ab'].map(vectorOf);
    const mean = first.map((value, place) => (value + (second[place] ?? 0)) / 2);
    expect(outputs['output']).toEqual([npArray(mean, [3])]);
  });

  it.each([
    ['OpenAI', OpenAiEmbedding],
    ['Gemini', GeminiEmbedding],
  ])('come from %s', async (_name, type) => {
    expect((await run(type, { input: 'abc' })).outputs['output']).toEqual([npArray(vectorOf('abc'), [3])]);
    await expect(run(type, {})).rejects.toThrow('Give a text');
  });
});

describe('Mistral and web search', () => {
  it('answer by chat', async () => {
    ai.server.play({ kind: 'answer', text: ['Bonjour'] });
    const { outputs } = await run(ChatComplete, { prompt: 'Salut', temperature: 0.2 });
    expect(outputs['output']).toEqual(['Bonjour']);
    expect(lastBody()).toMatchObject({ model: 'mistral-small-latest', temperature: 0.2, max_tokens: 1024 });
    ai.server.play({ kind: 'answer', text: ['TOTAL 5'] });
    expect((await run(OCR, { image })).outputs['output']).toEqual(['TOTAL 5']);
    ai.server.play({ kind: 'answer', text: ['It rains'] });
    expect((await run(WebSearch, { query: 'Weather?' })).outputs['output']).toEqual(['It rains']);
  });
});

describe('what only one provider has', () => {
  /** An answer of a provider, and what it was asked. */
  const vendor = (status: number, body: unknown) => {
    const requests: { readonly url: string; readonly headers: unknown; readonly body: unknown }[] = [];
    const http = {
      fetch: (url: string, request: { readonly headers?: unknown; readonly body?: unknown } = {}) => {
        requests.push({ url, headers: request.headers, body: request.body });
        return Promise.resolve(Response.json(body, { status }));
      },
    };
    const { models } = ai;
    return { requests, services: { http, assets, models, secrets: { get: () => Promise.resolve('sk-secret') } } };
  };

  /** What was booked last. */
  const booked = async (): Promise<Readonly<Record<string, unknown>>> => {
    const columns = 'kind, provider, model, input_tokens, output_tokens, audio_ms, cost_nanos';
    const statement = `SELECT ${columns} FROM model_usage ORDER BY id DESC LIMIT 1`;
    const [row] = await ai.opened.store.database.query<Readonly<Record<string, unknown>>>(statement);
    if (!row) throw new Error('nothing is booked');
    return row;
  };

  it('judges texts', async () => {
    const result = { flagged: true, categories: { hate: true }, category_scores: { hate: 0.9 } };
    const { services, requests } = vendor(200, { results: [result] });
    const { outputs } = await tryNodeType(Moderation, { input: 'x' }, { services });
    expect(outputs).toEqual({ flagged: [true], categories: [{ hate: true }], category_scores: [{ hate: 0.9 }] });
    expect(requests[0]).toMatchObject({
      url: 'https://api.openai.com/v1/moderations',
      headers: { authorization: 'Bearer sk-secret' },
    });
    expect(await booked()).toMatchObject({ kind: 'moderation', input_tokens: null, cost_nanos: null });
  });

  it('translates speech and completes code', async () => {
    const { services, requests } = vendor(200, { text: 'Hello', duration: 90.5 });
    expect((await tryNodeType(Translate, { audio }, { services })).outputs['output']).toEqual(['Hello']);
    expect(requests[0]?.body).toBeInstanceOf(FormData);
    expect(await booked()).toMatchObject({ kind: 'transcription', model: 'whisper-1', audio_ms: 90_500 });
    expect((await booked())['cost_nanos']).toBeGreaterThan(0);
    const usage = { prompt_tokens: 7, completion_tokens: 2 };
    const code = vendor(200, { choices: [{ message: { content: 'return 1' } }], usage });
    const inputs = { prompt: 'def f():', suffix: '\n' };
    const trial = await tryNodeType(CodeComplete, inputs, { services: code.services });
    expect(trial.outputs['output']).toEqual(['return 1']);
    expect(await booked()).toMatchObject({ model: 'codestral-latest', input_tokens: 7, output_tokens: 2 });
  });

  it('searches with sources and speaks', async () => {
    const page = { web: { uri: 'https://a.example', title: 'A' } };
    const grounding = { groundingChunks: [page, page] };
    const found = {
      candidates: [{ content: { parts: [{ text: 'Yes' }] }, groundingMetadata: grounding }],
      usageMetadata: {
        promptTokenCount: 5,
        toolUsePromptTokenCount: 10,
        candidatesTokenCount: 3,
        thoughtsTokenCount: 4,
      },
    };
    const { outputs } = await tryNodeType(GroundedSearch, { query: 'x' }, vendor(200, found));
    expect(outputs).toEqual({
      results: [['Yes']],
      sources: [[{ type: 'source', title: 'A', url: 'https://a.example' }]],
    });
    const counted = { kind: 'chat', input_tokens: 15, output_tokens: 7, cost_nanos: null };
    expect(await booked()).toMatchObject({ model: 'gemini-2.0-flash', ...counted });
    const inlineData = { mimeType: 'audio/L16;codec=pcm;rate=24000', data: 'AAEC' };
    const sound = vendor(200, { candidates: [{ content: { parts: [{ inlineData }] } }] });
    const spoken = await tryNodeType(GeminiSpeech, { text: 'Hi' }, { services: sound.services });
    const wav = await contentOf(spoken.outputs['output']);
    expect([wav.toString('latin1', 0, 4), wav.readUInt32LE(24), wav.byteLength]).toEqual(['RIFF', 24_000, 47]);
    expect(JSON.stringify(sound.requests[0]?.body)).toContain('Kore');
    expect(await booked()).toMatchObject({ kind: 'speech', input_tokens: null });
  });

  it('names the secret to look at, and never the key', async () => {
    const { services } = vendor(401, { error: { message: 'Incorrect key sk-secret' } });
    const failed = tryNodeType(Moderation, { input: 'x' }, { services });
    await expect(failed).rejects.toThrow(
      'OpenAI refused the request (401): Incorrect key …. Look at the secret OPENAI',
    );
    const none = { ...services, secrets: { get: () => Promise.resolve(null) } };
    await expect(tryNodeType(Moderation, { input: 'x' }, { services: none })).rejects.toThrow(
      'set the secret OPENAI_API_KEY',
    );
  });
});
