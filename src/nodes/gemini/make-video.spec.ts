import { describe, expect, it } from '@jest/globals';

import type { NodeContext } from '../../engine/node-context.js';
import type { VendorUsage } from '../../engine/services/node-models.js';
import { encodePng } from '../pixels/picture-codec.js';
import { TextToVideo as AnyTextToVideo } from '../nodetool/video/generate.js';
import { TrialAssets } from '../trial-assets.js';
import { tryNodeType } from '../try-node-type.js';
import type { WantedVideo } from './make-video.js';
import { makeVideo } from './make-video.js';
import { ImageToVideo, TextToVideo } from './video.js';

const BASE = 'https://generativelanguage.googleapis.com/v1beta';
const KEY = 'AIza-secret';
const FILE = `${BASE}/files/f1:download?alt=media`;
const done = (uri = FILE) => ({
  name: 'models/veo/operations/o1',
  done: true,
  response: { generateVideoResponse: { generatedSamples: [{ video: { uri } }] } },
});

/** A provider that answers one after the other, and what it was asked. */
const provider = (...answers: readonly (() => Response)[]) => {
  const left = [...answers];
  const requests: { readonly url: string; readonly headers: unknown; readonly body: unknown }[] = [];
  const booked: VendorUsage[] = [];
  const http = {
    fetch: (url: string, { headers, body }: { readonly headers?: unknown; readonly body?: unknown } = {}) => {
      requests.push({ url, headers, body: typeof body === 'string' ? JSON.parse(body) : body });
      return Promise.resolve(left.shift()?.() ?? new Response('video bytes'));
    },
  };
  const book = (used: VendorUsage) => Promise.resolve(void booked.push(used));
  const secrets = { get: () => Promise.resolve(KEY) };
  return { http, requests, booked, models: { book }, secrets };
};
const json =
  (body: unknown, status = 200) =>
  () =>
    Response.json(body, { status });

const wanted: WantedVideo = {
  model: 'veo-3.1-generate-preview',
  prompt: 'A cat',
  negativePrompt: '',
  aspectRatio: '16:9',
  resolution: null,
  image: null,
};

describe('a video of Gemini', () => {
  /** Time goes on with each wait. */
  const contextOf = ({ http, models, secrets }: ReturnType<typeof provider>) => {
    const waits: number[] = [];
    const part = {
      http,
      models,
      secrets,
      signal: new AbortController().signal,
      now: () => new Date(waits.reduce((sum, wait) => sum + wait, 0)),
      sleep: (ms: number) => Promise.resolve(void waits.push(ms)),
    };
    // Making a video uses nothing else of the context.
    return { waits, context: part as unknown as NodeContext };
  };

  it('is asked for, waited for and fetched; the key goes to Gemini alone', async () => {
    const begun = json({ name: 'models/veo/operations/o1' });
    const elsewhere = () => new Response(null, { status: 302, headers: { location: 'https://files.example/v.mp4' } });
    const served = provider(
      begun,
      json({ done: false }),
      json({ error: { message: 'busy' } }, 503),
      json(done()),
      elsewhere,
    );
    const { waits, context } = contextOf(served);
    const video = await makeVideo({ ...wanted, negativePrompt: 'dogs', resolution: '1080p' }, context);
    expect(Buffer.from(video.data).toString()).toBe('video bytes');
    expect(waits).toHaveLength(3);
    const [first, poll, , , file, last] = served.requests;
    expect(first).toMatchObject({
      url: `${BASE}/models/veo-3.1-generate-preview:predictLongRunning`,
      body: {
        instances: [{ prompt: 'A cat' }],
        parameters: { aspectRatio: '16:9', negativePrompt: 'dogs', resolution: '1080p' },
      },
    });
    expect([poll?.url, file?.url, last?.url]).toEqual([
      `${BASE}/models/veo/operations/o1`,
      FILE,
      'https://files.example/v.mp4',
    ]);
    expect([poll, file, last].map((request) => JSON.stringify(request?.headers).includes(KEY))).toEqual([
      true,
      true,
      false,
    ]);
    expect(served.booked).toEqual([{ kind: 'video', provider: 'gemini', model: wanted.model, hasOtherFees: true }]);
  });

  it.each([
    [[json({ name: '../x' })], 'no name of the work'],
    [[json({ done: true, error: { message: 'not allowed' } })], 'Gemini made no video: not allowed'],
    [
      [json({ done: true, response: { generateVideoResponse: { raiMediaFilteredReasons: ['a child'] } } })],
      'Gemini made no video: a child',
    ],
    [[json(done()), () => new Response('', { status: 404 })], 'status 404 when it was fetched'],
    [[json({ error: { message: `bad key ${KEY}` } }, 403)], 'bad key …. Look at the secret GEMINI_API_KEY'],
  ])('says why there is none (%#)', async (answers, message) => {
    const { context } = contextOf(provider(...answers));
    await expect(makeVideo(wanted, context)).rejects.toThrow(message);
  });

  it('is not waited for without an end', async () => {
    const waiting = json({ name: 'models/veo/operations/o1', done: false });
    const { context, waits } = contextOf(provider(...Array.from({ length: 10 }, () => waiting)));
    await expect(makeVideo({ ...wanted, timeoutMs: 30_000 }, context)).rejects.toThrow('no video in 30 seconds');
    expect(waits).toHaveLength(3);
  });
});

describe('node types that make videos', () => {
  const assets = new TrialAssets();
  const run = async (type: typeof TextToVideo, inputs: Readonly<Record<string, unknown>>) => {
    const { http, requests, models, secrets } = provider(json(done()));
    const trial = await tryNodeType(type, inputs, { services: { http, secrets, assets, models: models as never } });
    return { ...trial, body: requests[0]?.body };
  };

  it('give a video', async () => {
    const { outputs } = await run(TextToVideo, { prompt: 'A cat' });
    expect(outputs['output']).toMatchObject([{ type: 'video', content_type: 'video/mp4' }]);
    await expect(run(TextToVideo, {})).rejects.toThrow('Say in the prompt');
  });

  it('let one begin with a picture', async () => {
    const data = await encodePng({ width: 1, height: 1, channels: 3, data: new Uint8Array(3) });
    const { body } = await run(ImageToVideo, { image: { type: 'image', uri: '', data } });
    const image = { bytesBase64Encoded: Buffer.from(data).toString('base64'), mimeType: 'image/png' };
    expect(body).toMatchObject({ instances: [{ image }] });
    await expect(run(ImageToVideo, {})).rejects.toThrow('Give a picture');
  });

  it('ask for the nearest form of a chosen model, which the log says', async () => {
    const model = { type: 'video_model', provider: 'gemini', id: 'veo-2.0-generate-001' };
    const { body, logs } = await run(AnyTextToVideo, { model, aspect_ratio: '3:4', resolution: '1080p', seed: 7 });
    expect(body).toMatchObject({ parameters: { aspectRatio: '9:16' } });
    expect(logs.join()).toMatch(/3:4 in 1080p: asked for 9:16 in 720p.*seed/);
    await expect(run(AnyTextToVideo, { model: { ...model, provider: 'fal_ai' } })).rejects.toThrow(
      'fal_ai makes no videos',
    );
  });
});
