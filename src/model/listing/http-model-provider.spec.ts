import { afterEach, describe, expect, it } from '@jest/globals';

import { anthropicListing } from '../../../test/support/ai-servers/anthropic-listing.js';
import { geminiListing } from '../../../test/support/ai-servers/gemini-listing.js';
import type { ListingHandler, ListingServer } from '../../../test/support/ai-servers/listing-server.js';
import { json, redirect, silence, startListingServer, text } from '../../../test/support/ai-servers/listing-server.js';
import { ollamaListing } from '../../../test/support/ai-servers/ollama-listing.js';
import { openAiListing } from '../../../test/support/ai-servers/openai-listing.js';
import type { OfferedModel } from '../model-provider.js';
import { ListingFault } from '../model-provider.js';
import type { ProviderKind } from '../provider-settings.js';
import { httpModelProvider } from './http-model-provider.js';

const KEY = 'sk-key-of-the-tests';
const servers: ListingServer[] = [];

const start = async (handler: ListingHandler): Promise<ListingServer> => {
  const server = await startListingServer(handler);
  servers.push(server);
  return server;
};

const list = (
  { url }: { readonly url: string },
  kind: ProviderKind,
  {
    apiKey = KEY,
    signal = AbortSignal.timeout(5000),
    isLocal = false,
  }: { apiKey?: string | null; signal?: AbortSignal; isLocal?: boolean } = {},
): Promise<readonly OfferedModel[]> => {
  const path = kind === 'openai' || kind === 'openai_compatible' || kind === 'huggingface' ? '/v1' : '';
  return httpModelProvider({ name: 'test', kind, baseUrl: `${url}${path}`, apiKey }, isLocal).listModels(signal);
};

const brief = (models: readonly OfferedModel[]) => models.map(({ id, name, type }) => [id, name, type]);

/** The fault, after a look for the key in everything that it says. */
const faultOf = async (listing: Promise<unknown>): Promise<ListingFault> => {
  const fault = await listing.then(
    () => new Error('there was a list'),
    (error: unknown) => error,
  );
  if (!(fault instanceof ListingFault)) throw fault;
  expect(`${fault.message} ${String(fault.cause)} ${String(fault.stack)}`).not.toContain(KEY);
  return fault;
};

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describe("a server with OpenAI's interface", () => {
  it('is asked once, with the key in a header', async () => {
    const server = await start(
      openAiListing([{ id: 'gpt-5' }, { id: 'omni-moderation-latest' }, { id: 'tts-1' }], KEY),
    );
    expect(brief(await list(server, 'openai'))).toEqual([
      ['gpt-5', 'gpt-5', 'language_model'],
      ['tts-1', 'tts-1', 'tts_model'],
    ]);
    expect(server.seen).toHaveLength(1);
    expect([...(server.seen[0]?.query ?? [])]).toEqual([]);
  });

  it('is asked without a key where there is none', async () => {
    const server = await start(openAiListing([{ id: 'qwen3', type: 'llm' }]));
    const [model] = await list(server, 'openai_compatible', { apiKey: null, isLocal: true });
    expect(model).toMatchObject({ id: 'qwen3', isDownloaded: true, sizeOnDisk: null });
    expect(server.seen[0]?.headers['authorization']).toBeUndefined();
  });

  it('may answer with the bare list, as Together does', async () => {
    const server = await start(
      json([
        { id: 'black-forest-labs/FLUX.1', type: 'image', display_name: 'FLUX' },
        { id: 'x/ranker', type: 'rerank' },
        { id: 'intfloat/e5', type: 'embedding' },
      ]),
    );
    expect(brief(await list(server, 'openai_compatible'))).toEqual([
      ['black-forest-labs/FLUX.1', 'FLUX', 'image_model'],
      ['intfloat/e5', 'e5', 'embedding_model'],
    ]);
  });

  it('may say what its models take and give, as OpenRouter and Mistral do', async () => {
    const architecture = { input_modalities: ['text', 'image'], output_modalities: ['image', 'text'] };
    const server = await start(
      openAiListing([
        { id: 'a/painter', name: 'A: Painter', architecture },
        { id: 'b/talker', architecture: { input_modalities: ['text', 'audio'], output_modalities: ['text'] } },
        { id: 'voxtral-mini', capabilities: { completion_chat: false, audio_transcription: true } },
        { id: 'classifier', capabilities: { completion_chat: false, classification: true } },
        { id: 'broken', architecture: { output_modalities: 7 }, capabilities: null },
      ]),
    );
    expect(brief(await list(server, 'openai_compatible'))).toEqual([
      ['a/painter', 'A: Painter', 'image_model'],
      ['b/talker', 'talker', 'language_model'],
      ['voxtral-mini', 'voxtral-mini', 'asr_model'],
      ['broken', 'broken', 'language_model'],
    ]);
  });

  it('may say how large its files are, as llama.cpp does', async () => {
    const server = await start(openAiListing([{ id: '/models/qwen3-8b.gguf', meta: { size: 4_912_898_048 } }]));
    const models = await list(server, 'openai_compatible', { isLocal: true });
    expect(models).toMatchObject([{ name: 'qwen3-8b.gguf', isDownloaded: true, sizeOnDisk: 4_912_898_048 }]);
  });

  it('names the repository where it is the router of Hugging Face', async () => {
    const server = await start(openAiListing([{ id: 'openai/gpt-oss-20b' }], KEY));
    expect(await list(server, 'huggingface')).toMatchObject([
      { id: 'openai/gpt-oss-20b', repoId: 'openai/gpt-oss-20b' },
    ]);
  });
});

describe('other interfaces', () => {
  it('Ollama tells what it has downloaded, and how large that is', async () => {
    const server = await start(
      ollamaListing([
        { name: 'qwen3:8b', model: 'qwen3:8b', size: 5_225_388_164, details: { family: 'qwen3', families: ['qwen3'] } },
        { name: 'all-minilm:latest', size: 45_960_996, details: { families: ['bert'] } },
        { name: 'mxbai:latest', size: 1, details: { families: null }, capabilities: ['embedding'] },
        { name: 'bare' },
      ]),
    );
    const models = await list(server, 'ollama', { apiKey: null, isLocal: true });
    expect(models.map(({ id, type, isDownloaded, sizeOnDisk }) => [id, type, isDownloaded, sizeOnDisk])).toEqual([
      ['qwen3:8b', 'language_model', true, 5_225_388_164],
      ['all-minilm:latest', 'embedding_model', true, 45_960_996],
      ['mxbai:latest', 'embedding_model', true, 1],
      ['bare', 'language_model', true, null],
    ]);
  });

  it('Anthropic is read page by page', async () => {
    const ids = Array.from({ length: 5 }, (_, index) => `claude-${index}`);
    const server = await start(anthropicListing(ids, 2, KEY));
    const models = await list(server, 'anthropic');
    expect(brief(models)).toEqual(ids.map((id) => [id, id.toUpperCase(), 'language_model']));
    expect(server.seen.map(({ query }) => query.get('after_id'))).toEqual([null, 'claude-1', 'claude-3']);
  });

  it('Gemini is read page by page, with its key in a header', async () => {
    const supported = (name: string, ...supportedGenerationMethods: string[]) => ({
      name: `models/${name}`,
      supportedGenerationMethods,
    });
    const server = await start(
      geminiListing(
        [
          supported('gemini-3-pro', 'generateContent', 'countTokens'),
          supported('gemini-3-flash-image', 'generateContent'),
          supported('gemini-2.5-flash-preview-tts', 'generateContent'),
          supported('gemini-embedding-001', 'embedContent'),
          supported('imagen-4', 'predict'),
          supported('veo-3.1', 'predictLongRunning'),
          supported('aqa', 'generateAnswer'),
          supported('gemini-live', 'bidiGenerateContent'),
          { name: 'models/bare' },
        ],
        4,
        KEY,
      ),
    );
    expect((await list(server, 'gemini')).map(({ id, type }) => [id, type])).toEqual([
      ['gemini-3-pro', 'language_model'],
      ['gemini-3-flash-image', 'image_model'],
      ['gemini-2.5-flash-preview-tts', 'tts_model'],
      ['gemini-embedding-001', 'embedding_model'],
      ['imagen-4', 'image_model'],
      ['veo-3.1', 'video_model'],
    ]);
    expect(server.seen).toHaveLength(3);
    expect(server.seen.some(({ query }) => query.has('key'))).toBe(false);
  });

  it('a list without an end is given up', async () => {
    let page = 0;
    const server = await start((request, response) => {
      json({ data: [], has_more: true, last_id: `id-${page++}` })(request, response);
    });
    expect(await faultOf(list(server, 'anthropic'))).toMatchObject({ message: 'lists more than 20 pages of models' });
  });
});

describe('a provider that gives no list', () => {
  it.each([
    ['refuses the key (HTTP 401)', 'key', openAiListing([], 'another')],
    ['refuses the key (HTTP 403)', 'key', text(KEY, 403)],
    ['has no list of models at this address (HTTP 404)', 'address', text(KEY, 404)],
    ['has had too many requests (HTTP 429)', null, text(KEY, 429)],
    ['answers with HTTP 500', null, text(KEY, 500)],
    ['did not answer with JSON', 'address', text(`<html>${KEY}`)],
    ['did not answer with JSON', 'address', text('{"data": [{"id": "gpt')],
    ['did not answer with a list of models', 'address', json({ models: 'many' })],
    ['did not answer with a list of models', 'address', json({ data: [{ id: '' }] })],
    ['did not answer with a list of models', 'address', json(null)],
    ['redirects in a circle', 'address', redirect('/v1/models')],
    ['redirects to an address that is none', 'address', redirect('http://[')],
  ] as const)('says that it %s', async (message, about, handler) => {
    expect(await faultOf(list(await start(handler), 'openai'))).toMatchObject({ message, about });
  });

  it('says that it is not there', async () => {
    const server = await start(silence);
    await server.close();
    servers.length = 0;
    expect(await faultOf(list(server, 'openai'))).toMatchObject({
      message: "can't be reached (ECONNREFUSED)",
      about: 'address',
    });
  });

  it('says that it hung up in the middle of its answer', async () => {
    const server = await start((_request, response) => {
      response.writeHead(200, { 'content-length': 1000 }).write('{"data": [', () => response.destroy());
    });
    expect(await faultOf(list(server, 'openai'))).toMatchObject({
      message: expect.stringContaining("can't be reached"),
    });
  });

  it('is left when it answers without an end', async () => {
    const server = await start((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    });
    expect(await faultOf(list(server, 'openai'))).toMatchObject({ message: 'answers with more than 4194304 bytes' });
    await server.abandoned();
  });

  it('is left when the signal says so, before and within its answer', async () => {
    for (const handler of [silence, ((_request, response) => response.write('{')) as ListingHandler]) {
      const server = await start(handler);
      const giveUp = new AbortController();
      const listing = list(server, 'openai', { signal: giveUp.signal });
      const reason = new ListingFault('took too long');
      const arrival = server.arrived().then(() => giveUp.abort(reason));
      await expect(listing).rejects.toBe(reason);
      await arrival;
      await server.abandoned();
    }
  });

  it('never gets another host the key, however it redirects', async () => {
    const other = await start(openAiListing([{ id: 'evil' }]));
    const server = await start(redirect(`${other.url}/v1/models`));
    const { message } = await faultOf(list(server, 'openai'));
    expect(message).toBe(`redirects to another host (${other.url}), which would get the key`);
    expect(other.seen).toEqual([]);
  });

  it('is followed to another path of the same host', async () => {
    const server = await start((request, response) => {
      const handler = request.path === '/v1/models' ? redirect('/elsewhere/') : json({ data: [{ id: 'm' }] });
      handler(request, response);
    });
    expect(brief(await list(server, 'openai'))).toEqual([['m', 'm', 'language_model']]);
    expect(server.seen.map(({ headers }) => headers['authorization'])).toEqual([`Bearer ${KEY}`, `Bearer ${KEY}`]);
  });
});
