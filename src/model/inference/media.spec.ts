import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { AiServer } from '../../../test/support/ai-servers/ai-server.js';
import { startAiServer } from '../../../test/support/ai-servers/ai-server.js';
import { PNG, vectorOf } from '../../../test/support/ai-servers/behaviour.js';
import type { TestInference } from '../../../test/support/inference.js';
import { ask, openInference, providerOn, readAll, TEST_KEY } from '../../../test/support/inference.js';
import type { ProviderKind } from '../provider-settings.js';
import { PROVIDER_KINDS } from '../../config/known-providers.js';
import type { Capability } from './capability.js';

/** What each family offers beside chat. */
const OFFERED: Readonly<Record<ProviderKind, readonly Capability[]>> = {
  openai: ['embedding', 'image', 'speech', 'transcription'],
  openai_compatible: ['embedding', 'image', 'speech', 'transcription'],
  ollama: ['embedding'],
  anthropic: [],
  gemini: ['embedding', 'image', 'transcription'],
  huggingface: [],
};

/** The first bytes of a WAV file. */
const WAV = Buffer.from('RIFF....WAVEfmt ....................data....');

describe('media', () => {
  let server: AiServer;
  let opened: TestInference;

  beforeEach(async () => {
    server = await startAiServer({ apiKey: TEST_KEY });
    opened = await openInference({ providers: PROVIDER_KINDS.map((kind) => providerOn(server.url, kind)) });
  });

  afterEach(async () => {
    await opened.close();
    await server.close();
  });

  const call = (provider: string, model: string) => ({ provider, model, userId: '1' });

  const kindsWith = (capability: Capability) => PROVIDER_KINDS.filter((kind) => OFFERED[kind].includes(capability));
  const kindsWithout = (capability: Capability) => PROVIDER_KINDS.filter((kind) => !OFFERED[kind].includes(capability));

  it.each(kindsWith('embedding'))('embeds texts with %s, in order', async (kind) => {
    const texts = ['one', 'three', 'eleven'];
    const { vectors, usage } = await opened.inference.embed({ ...call(kind, 'scripted'), texts });
    expect(vectors).toEqual(texts.map(vectorOf));
    expect(usage).toMatchObject({ kind: 'embedding', inputTokens: kind === 'gemini' ? null : 14 });
  });

  it.each(kindsWith('image'))('makes pictures with %s', async (kind) => {
    const model = kind === 'gemini' ? 'imagen-4.0-generate-001' : 'dall-e-2';
    const { images, usage } = await opened.inference.generateImage({ ...call(kind, model), prompt: 'A cat', count: 2 });
    expect(images.map(({ mediaType, data }) => [mediaType, Buffer.from(data)])).toEqual([
      ['image/png', PNG],
      ['image/png', PNG],
    ]);
    expect(usage).toMatchObject({ kind: 'image', images: 2 });
  });

  it.each(['openai', 'openai_compatible'])('changes a picture with %s', async (kind) => {
    const request = { ...call(kind, 'gpt-image-1'), prompt: 'Make it blue', images: [PNG] };
    const { images } = await opened.inference.generateImage(request);
    expect(images).toHaveLength(1);
    expect(server.requests[0]?.path).toBe('/v1/images/edits');
    expect(server.requests[0]?.bytes.includes(PNG)).toBe(true);
  });

  it.each(kindsWith('speech'))('speaks a text with %s', async (kind) => {
    const request = { ...call(kind, 'tts-1'), text: 'Good morning', voice: 'alloy', speed: 1.5 };
    const { audio, usage } = await opened.inference.speak(request);
    expect(Buffer.from(audio.data).toString()).toBe('ID3 spoken');
    expect(audio.mediaType).toBe('audio/mpeg');
    expect(usage).toMatchObject({ kind: 'speech', characters: 12 });
    expect(server.requests[0]?.body).toMatchObject({ input: 'Good morning', voice: 'alloy', speed: 1.5 });
  });

  it.each(kindsWith('transcription'))('writes down a recording with %s', async (kind) => {
    const model = kind === 'gemini' ? 'gemini-3.5-transcribe' : 'whisper-1';
    const result = await opened.inference.transcribe({ ...call(kind, model), audio: WAV, language: 'en' });
    expect(result.text).toBe('good morning');
    const isTimed = kind !== 'gemini';
    expect(result.durationSeconds).toBe(isTimed ? 1.5 : null);
    expect(result.usage).toMatchObject({ kind: 'transcription', audioMs: isTimed ? 1500 : null });
  });

  it.each(['openai', 'openai_compatible', 'gemini'])('lets %s hear a recording in a chat', async (kind) => {
    const parts = [{ type: 'audio' as const, data: WAV.toString('base64'), mediaType: 'audio/wav' }];
    await readAll(opened.inference.chat({ ...call(kind, 'scripted'), messages: [{ role: 'user', parts }] }));
    expect(JSON.stringify(server.requests[0]?.body)).toContain(WAV.toString('base64'));
  });

  it.each(kindsWithout('embedding'))('says that %s has no embeddings', async (kind) => {
    const work = opened.inference.embed({ ...call(kind, 'scripted'), texts: ['one'] });
    await expect(work).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: `Provider ${kind} has no embeddings here`,
    });
  });

  it.each(kindsWithout('image'))('says that %s has no pictures', async (kind) => {
    const work = opened.inference.generateImage({ ...call(kind, 'scripted'), prompt: 'A cat' });
    await expect(work).rejects.toMatchObject({ code: 'UNSUPPORTED', details: { provider: kind, capability: 'image' } });
  });

  it.each(kindsWithout('speech'))('says that %s has no voice', async (kind) => {
    const work = opened.inference.speak({ ...call(kind, 'scripted'), text: 'Hi' });
    await expect(work).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      details: { provider: kind, capability: 'speech' },
    });
  });

  it.each(kindsWithout('transcription'))('says that %s has no ears', async (kind) => {
    const work = opened.inference.transcribe({ ...call(kind, 'scripted'), audio: WAV });
    await expect(work).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    expect(server.requests).toEqual([]);
  });

  it('says that Anthropic hears nothing in a chat', async () => {
    const parts = [{ type: 'audio' as const, data: WAV, mediaType: 'audio/wav' }];
    const chat = opened.inference.chat({ ...call('anthropic', 'scripted'), messages: [{ role: 'user', parts }] });
    await expect(readAll(chat)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });

  it('sends many texts in several requests and joins the vectors in order', async () => {
    const texts = Array.from({ length: 250 }, (_, index) => 'x'.repeat(index + 1));
    const { vectors, usage } = await opened.inference.embed({ ...call('openai', 'scripted'), texts });
    expect(vectors).toEqual(texts.map(vectorOf));
    expect(server.requests).toHaveLength(3);
    expect(usage.inputTokens).toBe((250 * 251) / 2);
  });

  it('books the batches that were embedded before one failed', async () => {
    const refusal = { kind: 'status', status: 400, message: 'bad input' } as const;
    server.play({ kind: 'answer' }, { kind: 'answer' }, refusal);
    const texts = Array.from({ length: 250 }, () => 'abc');
    const records: unknown[] = [];
    const onUsage = (record: unknown): void => void records.push(record);
    const work = opened.inference.embed({ ...call('openai', 'scripted'), texts, onUsage });
    await expect(work).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(records).toHaveLength(1);
  });

  it('has nothing to do for no texts', async () => {
    expect((await opened.inference.embed({ ...call('openai', 'scripted'), texts: [] })).vectors).toEqual([]);
    expect(server.requests).toEqual([]);
  });

  it('fetches nothing that a message names: a text that looks like an address is data', async () => {
    const data = Buffer.from(`${server.url}/secret.png`).toString('base64');
    const parts = [{ type: 'image' as const, data, mediaType: 'image/png' }];
    await readAll(opened.inference.chat({ ...call('openai', 'scripted'), messages: [{ role: 'user', parts }] }));
    expect(server.requests.map(({ path }) => path)).toEqual(['/v1/chat/completions']);
  });

  it('refuses media that are too large, and wrong fields by name', async () => {
    await opened.close();
    opened = await openInference({ providers: [providerOn(server.url, 'openai')], settings: { maxInputBytes: 10 } });
    const audio = opened.inference.transcribe({ ...call('openai', 'whisper-1'), audio: WAV });
    await expect(audio).rejects.toMatchObject({ code: 'TOO_LARGE' });
    const image = opened.inference.generateImage({ ...call('openai', 'dall-e-2'), prompt: '', count: 11 });
    await expect(image).rejects.toMatchObject({ problems: [{ field: 'prompt' }, { field: 'count' }] });
    const chat = opened.inference.chat({ ...call('openai', ''), messages: ask('Hi') });
    await expect(readAll(chat)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', problems: [{ field: 'model' }] });
  });
});
