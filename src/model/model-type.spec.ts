import { describe, expect, it } from '@jest/globals';

import { typeOfId, typeOfModalities } from './model-type.js';

describe('typeOfId', () => {
  it.each([
    [
      'language_model',
      ['gpt-5', 'o4-mini', 'gpt-4o-audio-preview', 'claude-sonnet-4-6', 'gemini-3-pro', 'llama3.2:latest'],
    ],
    [
      'language_model',
      ['mistralai/Mistral-7B', 'openai/gpt-oss-20b', 'deepseek-chat', 'qwen3-vl:8b', 'meta-llama/llama-guard-4'],
    ],
    ['language_model', ['wanderer-7b', 'latte-1', 'swan-13b', 'imaginary-8b', 'bergen']],
    [
      'embedding_model',
      ['text-embedding-3-small', 'nomic-embed-text:latest', 'all-minilm', 'BAAI/bge-m3', 'mistral-embed'],
    ],
    ['embedding_model', ['gemini-embedding-001', 'intfloat/e5-large', 'thenlper/gte-base', 'codestral-embed']],
    ['asr_model', ['whisper-1', 'distil-whisper-large-v3-en', 'gpt-4o-mini-transcribe', 'openai/whisper-large-v3']],
    ['asr_model', ['voxtral-mini-transcribe-2507', 'nvidia/parakeet-tdt-0.6b', 'facebook/wav2vec2-base']],
    [
      'tts_model',
      ['tts-1', 'tts-1-hd', 'gpt-4o-mini-tts', 'playai-tts-arabic', 'hexgrad/Kokoro-82M', 'canopylabs/orpheus-3b'],
    ],
    [
      'image_model',
      ['dall-e-3', 'gpt-image-1', 'black-forest-labs/FLUX.1-schnell', 'imagen-4', 'gemini-2.5-flash-image'],
    ],
    ['image_model', ['stabilityai/stable-diffusion-xl-base-1.0', 'fal-ai/flux/schnell', 'recraft-v3']],
    [
      'video_model',
      ['sora-2', 'veo-3.1-generate-preview', 'Wan-AI/Wan2.2-T2V', 'THUDM/CogVideoX-5b', 'Lightricks/LTX-Video'],
    ],
    [
      null,
      [
        'omni-moderation-latest',
        'rerank-v3',
        'gpt-realtime-mini',
        'mistral-ocr-latest',
        'davinci-002',
        'babbage-002',
        'aqa',
      ],
    ],
  ] as const)('finds %s', (type, ids) => {
    expect(ids.map((id) => [id, typeOfId(id)])).toEqual(ids.map((id) => [id, type]));
  });
});

describe('typeOfModalities', () => {
  it.each([
    [['text'], ['text'], 'language_model'],
    [['text', 'image', 'audio'], ['text'], 'language_model'],
    [['text'], ['text', 'audio'], 'language_model'],
    [['audio'], ['text'], 'asr_model'],
    [['text'], ['audio'], 'tts_model'],
    [['text', 'image'], ['image', 'text'], 'image_model'],
    [['text'], ['embeddings'], 'embedding_model'],
    [['image'], ['video'], 'video_model'],
    [['text'], ['rerank'], null],
    [[], [], undefined],
    [['text'], ['smell'], undefined],
  ])('takes %j to %j for %s', (inputs, outputs, type) => {
    expect(typeOfModalities(inputs, outputs)).toBe(type);
  });
});
