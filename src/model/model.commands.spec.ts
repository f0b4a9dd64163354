import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Check } from 'typebox/value';

import { anthropicListing } from '../../test/support/ai-servers/anthropic-listing.js';
import type { ListingHandler, ListingServer } from '../../test/support/ai-servers/listing-server.js';
import { json, startListingServer } from '../../test/support/ai-servers/listing-server.js';
import { ollamaListing } from '../../test/support/ai-servers/ollama-listing.js';
import { openAiListing } from '../../test/support/ai-servers/openai-listing.js';
import { createRestApp, testConfig } from '../../test/support/rest-app.js';
import { readProviderVariables } from '../config/provider-variables.js';
import { Dispatcher } from '../dispatch/dispatcher.js';
import { ListModelsResult } from './model.commands.js';
import { ModelModule } from './model.module.js';
import { ModelService } from './model.service.js';

type Answer = Record<string, unknown>;

describe('list_models', () => {
  let app: NestFastifyApplication;
  let hfHubCache: string;
  let servers: ListingServer[];

  const serve = async (handler: ListingHandler): Promise<ListingServer> => {
    const server = await startListingServer(handler);
    servers.push(server);
    return server;
  };
  const start = async (
    env: Readonly<Record<string, string>>,
    own: Readonly<Record<string, string>> = {},
  ): Promise<void> => {
    const providerVariables = readProviderVariables(own, (name) => env[name]);
    app = await createRestApp(
      [ModelModule],
      testConfig({ hfHubCache, providerVariables, outboundAllow: ['127.0.0.1'] }),
    );
  };
  const call = (command: string, args: Answer = {}, userIds: readonly string[] | null = null): Promise<Answer> =>
    app.get(Dispatcher).dispatch({ command, args, caller: { door: 'rest', userIds, scopes: null } });
  const ids = async (args: Answer = {}): Promise<readonly string[]> => {
    const { models } = await call('list_models', args);
    return (models as readonly Answer[]).map(({ provider, id }) => `${String(provider)} ${String(id)}`);
  };
  const warnings = async (args: Answer = {}): Promise<unknown> => (await call('list_models', args))['warnings'];

  beforeEach(async () => {
    servers = [];
    hfHubCache = await mkdtemp(join(tmpdir(), 'hf-'));
  });

  afterEach(async () => {
    await app.close();
    await Promise.all(servers.map((server) => server.close()));
    await rm(hfHubCache, { recursive: true });
  });

  it('has nothing and asks nobody when nothing is configured', async () => {
    await start({});
    expect(await call('list_models')).toEqual({ models: [], total: 0, warnings: [] });
  });

  it('puts all providers together in one order, with the fields of NodeTool', async () => {
    const ollama = await serve(ollamaListing([{ name: 'qwen3:8b', size: 5 }]));
    const openAi = await serve(openAiListing([{ id: 'tts-1' }, { id: 'gpt-5' }], 'k1'));
    const anthropic = await serve(anthropicListing(['claude-1'], 10, 'k2'));
    const own = await serve(openAiListing([{ id: 'a/b' }], 'k3'));
    const env = {
      OLLAMA_API_URL: ollama.url,
      OPENAI_BASE_URL: openAi.url,
      OPENAI_API_KEY: 'k1',
      ANTHROPIC_BASE_URL: anthropic.url,
      ANTHROPIC_API_KEY: 'k2',
      ACME_API_KEY: 'k3',
    };
    await start(env, { acme: own.url });
    const answer = await call('list_models');
    expect(Check(ListModelsResult, answer)).toBe(true);
    expect(await ids()).toEqual(['acme a/b', 'anthropic claude-1', 'ollama qwen3:8b', 'openai gpt-5', 'openai tts-1']);
    expect(answer).toMatchObject({ total: 5, warnings: [] });
    expect((answer['models'] as readonly Answer[])[2]).toEqual({
      id: 'qwen3:8b',
      name: 'qwen3:8b',
      type: 'language_model',
      provider: 'ollama',
      repo_id: null,
      path: null,
      downloaded: true,
      size_on_disk: 5,
    });
  });

  it('keeps to provider, type, download and recommendation, and counts before the limit', async () => {
    const ollama = await serve(ollamaListing([{ name: 'a' }, { name: 'b-embed' }]));
    const openAi = await serve(openAiListing([{ id: 'gpt-5' }, { id: 'tts-1' }, { id: 'text-embedding-3-small' }]));
    await start({ OLLAMA_API_URL: ollama.url, OPENAI_BASE_URL: openAi.url });
    app.get(ModelService).recommend([{ provider: 'openai', id: 'tts-1' }]);
    expect(await ids({ provider: 'ollama' })).toEqual(['ollama a', 'ollama b-embed']);
    expect(openAi.seen).toEqual([]);
    expect(await ids({ model_type: 'embedding_model' })).toEqual(['ollama b-embed', 'openai text-embedding-3-small']);
    expect(await ids({ downloaded_only: true })).toEqual(['ollama a', 'ollama b-embed']);
    expect(await ids({ recommended_only: true })).toEqual(['openai tts-1']);
    const { models, total } = await call('list_models', { limit: 2 });
    expect([(models as readonly Answer[]).length, total]).toEqual([2, 5]);
  });

  it('joins what Hugging Face serves with what lies on the disk', async () => {
    const router = await serve(openAiListing([{ id: 'a/served' }, { id: 'a/both' }], 'hf'));
    const snapshot = join(hfHubCache, 'models--a--both/snapshots/1');
    await mkdir(snapshot, { recursive: true });
    await writeFile(join(snapshot, 'model.gguf'), 'gguf');
    await start({ HF_TOKEN: 'hf', HUGGINGFACE_BASE_URL: router.url });
    expect(await call('list_models', { provider: 'huggingface' })).toMatchObject({
      models: [
        { id: 'a/both', repo_id: 'a/both', path: snapshot, downloaded: true, size_on_disk: 4, type: 'language_model' },
        { id: 'a/served', repo_id: 'a/served', path: null, downloaded: false, size_on_disk: null },
      ],
      total: 2,
    });
  });

  it('warns of those that fail and lists the others', async () => {
    const good = await serve(ollamaListing([{ name: 'a' }]));
    const wrong = await serve(openAiListing([], 'right'));
    const gone = await serve(json({}));
    await gone.close();
    servers.pop();
    const env = {
      OLLAMA_API_URL: good.url,
      OPENAI_BASE_URL: wrong.url,
      OPENAI_API_KEY: 'sk-wrong',
      VLLM_BASE_URL: gone.url,
    };
    await start(env);
    const answer = await call('list_models');
    expect(answer).toMatchObject({
      total: 1,
      warnings: [
        'Provider openai refuses the key (HTTP 401): check OPENAI_API_KEY',
        "Provider vllm can't be reached (ECONNREFUSED): check VLLM_BASE_URL",
      ],
    });
    expect(JSON.stringify(answer)).not.toContain('sk-wrong');
    expect(await warnings({ provider: 'ollama' })).toEqual([]);
  });

  it('refuses a provider that nobody knows, and says what one that is not configured needs', async () => {
    await start({}, { acme: 'http://127.0.0.1:1/v1' });
    await expect(call('list_models', { provider: 'opnai' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(
        /^list_models: provider must be all or one of acme, anthropic, .*vllm, not "opnai"$/,
      ),
      problems: [{ field: 'provider' }],
    });
    const [absent] = (await warnings({ provider: 'groq' })) as readonly string[];
    expect(absent).toBe('Provider groq is not configured: set GROQ_API_KEY in the environment or as a secret');
    expect(await warnings({ provider: 'ollama' })).toEqual([expect.stringContaining('set OLLAMA_API_URL')]);
    expect(await warnings({ provider: 'huggingface' })).toEqual([]);
  });

  it.each([
    ['limit', { limit: 201 }],
    ['limit', { limit: 0 }],
    ['model_type', { model_type: 'chat' }],
    ['downloaded_only', { downloaded_only: 'yes' }],
    ['models', { models: [] }],
  ])('names a wrong %s', async (field, args) => {
    await start({});
    await expect(call('list_models', args)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', problems: [{ field }] });
  });

  it('uses the secrets of the user who asks, and of nobody else', async () => {
    const openAi = await serve(openAiListing([{ id: 'gpt-5' }], 'user-key'));
    await start({ OPENAI_BASE_URL: openAi.url, OPENAI_API_KEY: 'operator-key' });
    expect(await warnings()).toEqual([expect.stringContaining('openai refuses the key')]);
    await call('set_secret', { name: 'OPENAI_API_KEY', value: 'user-key' });
    expect(await ids()).toEqual(['openai gpt-5']);
    expect(await ids({ user_id: '2' })).toEqual([]);
    await call('delete_secret', { name: 'OPENAI_API_KEY' });
    expect(await ids()).toEqual([]);
    expect(new Set(openAi.seen.map(({ headers }) => headers['authorization']))).toEqual(
      new Set(['Bearer operator-key', 'Bearer user-key']),
    );
  });

  it('gives an address out of a secret no key of the environment', async () => {
    const elsewhere = await serve(openAiListing([{ id: 'mine' }]));
    await start({ OPENAI_API_KEY: 'operator-key' });
    await call('set_secret', { name: 'OPENAI_BASE_URL', value: elsewhere.url });
    expect(await ids({ provider: 'openai' })).toEqual(['openai mine']);
    expect(elsewhere.seen.map(({ headers }) => headers['authorization'])).toEqual([undefined]);
  });

  it('warns of a secret that can not be used, without its value', async () => {
    await start({});
    await call('set_secret', { name: 'OLLAMA_API_URL', value: 'ftp://hunter2' });
    await call('set_secret', { name: 'GROQ_API_KEY', value: 'gsk hunter2' });
    expect(await warnings()).toEqual([
      "Provider groq can't be used: GROQ_API_KEY holds spaces or characters that no key has",
      "Provider ollama can't be used: OLLAMA_API_URL is not an http or https URL",
    ]);
  });
});
