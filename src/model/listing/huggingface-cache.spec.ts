import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { typeOfRepository } from './cached-model-type.js';
import { huggingFaceCache } from './huggingface-cache.js';

let cacheDir: string;

beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'hf-cache-'));
});

afterEach(async () => {
  await rm(cacheDir, { recursive: true });
});

const list = () => huggingFaceCache(cacheDir).listModels(AbortSignal.timeout(5000));

/** Lays a repository down as Hugging Face's tools do: contents in `blobs`, links to them in a snapshot. */
const download = async (folder: string, files: Readonly<Record<string, string>>, revision = 'abc'): Promise<string> => {
  const root = join(cacheDir, folder);
  const snapshot = join(root, 'snapshots', revision);
  await mkdir(join(root, 'blobs'), { recursive: true });
  await mkdir(join(root, 'refs'), { recursive: true });
  await mkdir(snapshot, { recursive: true });
  await writeFile(join(root, 'refs/main'), revision);
  for (const [name, text] of Object.entries(files)) {
    const blob = join(root, 'blobs', `${revision}-${name.replaceAll('/', '-')}`);
    const place = join(snapshot, name);
    await writeFile(blob, text);
    await mkdir(dirname(place), { recursive: true });
    await symlink(relative(dirname(place), blob), place);
  }
  return snapshot;
};

describe('the cache of Hugging Face', () => {
  it('lists what was downloaded, by repository', async () => {
    const whisper = JSON.stringify({ architectures: ['WhisperForConditionalGeneration'] });
    const path = await download('models--openai--whisper-tiny', {
      'config.json': whisper,
      'model.safetensors': 'x'.repeat(900),
    });
    await download('models--gpt2', { 'config.json': '{"architectures": ["GPT2LMHeadModel"]}' });
    expect(await list()).toEqual([
      expect.objectContaining({ id: 'gpt2', name: 'gpt2', type: 'language_model' }),
      {
        id: 'openai/whisper-tiny',
        name: 'whisper-tiny',
        type: 'asr_model',
        repoId: 'openai/whisper-tiny',
        path,
        isDownloaded: true,
        sizeOnDisk: 900 + whisper.length,
      },
    ]);
  });

  it('counts the files in subfolders, and a blob of two names once', async () => {
    const snapshot = await download('models--a--painter', {
      'model_index.json': '{}',
      'unet/weights.bin': 'x'.repeat(500),
    });
    await symlink('../../blobs/abc-unet-weights.bin', join(snapshot, 'again.bin'));
    expect(await list()).toMatchObject([{ type: 'image_model', sizeOnDisk: 502 }]);
  });

  it('counts the snapshot where the system has no links', async () => {
    const snapshot = join(cacheDir, 'models--a--b/snapshots/abc');
    await mkdir(join(snapshot, 'sub'), { recursive: true });
    await writeFile(join(snapshot, 'sub/model.bin'), 'x'.repeat(70));
    expect(await list()).toMatchObject([{ id: 'a/b', isDownloaded: true, sizeOnDisk: 70, path: snapshot }]);
  });

  it('shows the revision of main among several', async () => {
    await download('models--a--b', { 'one.gguf': 'x' }, '111');
    const path = await download('models--a--b', { 'two.gguf': 'yy' }, '000');
    expect(await list()).toMatchObject([{ path, sizeOnDisk: 3, type: 'language_model' }]);
  });

  it('tells a download that is under way', async () => {
    await download('models--a--b', { 'config.json': '{}' });
    await writeFile(join(cacheDir, 'models--a--b/blobs/def.incomplete'), 'x'.repeat(100));
    expect(await list()).toMatchObject([{ isDownloaded: false, sizeOnDisk: 2 }]);
  });

  it('leaves out data sets, locks, files, and what is not a repository', async () => {
    await download('datasets--a--b', { 'data.csv': 'x' });
    await mkdir(join(cacheDir, '.locks'));
    await mkdir(join(cacheDir, 'models--empty/snapshots'), { recursive: true });
    await mkdir(join(cacheDir, 'models--broken'));
    await writeFile(join(cacheDir, 'models--file'), '');
    await symlink('/nonexistent', join(cacheDir, 'models--dangling'));
    await download('models--good', { 'config.json': 'no json' });
    expect(await list()).toMatchObject([{ id: 'good', type: null }]);
  });

  it('is empty where there is no folder, and says why it can not be read', async () => {
    expect(await huggingFaceCache(join(cacheDir, 'none')).listModels(AbortSignal.timeout(5000))).toEqual([]);
    await writeFile(join(cacheDir, 'file'), '');
    const listing = huggingFaceCache(join(cacheDir, 'file')).listModels(AbortSignal.timeout(5000));
    await expect(listing).rejects.toMatchObject({ message: expect.stringContaining('ENOTDIR') });
  });

  it('stops looking when the signal says so', async () => {
    await download('models--a--b', { 'config.json': '{}' });
    const reason = new Error('enough');
    await expect(huggingFaceCache(cacheDir).listModels(AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe('typeOfRepository', () => {
  const facts = { repoId: 'a/b', fileNames: [], config: null, modelIndex: null };
  const architecture = (name: string) => ({ ...facts, config: { architectures: [name] } });

  it.each([
    ['image_model', { ...facts, modelIndex: { _class_name: 'FluxPipeline' } }],
    ['video_model', { ...facts, modelIndex: { _class_name: 'WanPipeline' } }],
    ['embedding_model', { ...facts, fileNames: ['modules.json'], config: { architectures: ['LlamaForCausalLM'] } }],
    ['embedding_model', architecture('BertModel')],
    ['language_model', architecture('Qwen3ForCausalLM')],
    ['language_model', architecture('Qwen2_5_VLForConditionalGeneration')],
    ['asr_model', architecture('WhisperForConditionalGeneration')],
    ['asr_model', architecture('Wav2Vec2ForCTC')],
    ['tts_model', architecture('VitsModel')],
    ['tts_model', { ...facts, repoId: 'hexgrad/Kokoro-82M', config: {} }],
    ['language_model', { ...facts, fileNames: ['model-Q4.gguf'] }],
    [null, architecture('CLIPTextModel')],
    [null, { ...facts, config: { architectures: 'BertModel' }, modelIndex: 'text' }],
    [null, facts],
  ] as const)('finds %s in %j', (type, repository) => {
    expect(typeOfRepository(repository)).toBe(type);
  });
});
