import { isRecord } from '../../common/json.js';
import type { NodeContext } from '../../engine/node-context.js';
import type { GeneratedMedia } from '../../engine/services/node-models.js';
import { askVendor, keyOf } from '../ai/vendor-request.js';
import { imageFacts } from '../pixels/picture-codec.js';
import { GEMINI_ACCESS, GEMINI_URL } from './provider.js';

/** What a video is to be. */
export interface WantedVideo {
  /** One of the models called Veo. */
  readonly model: string;
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly aspectRatio: '16:9' | '9:16';
  /** Null for the model's own. */
  readonly resolution: '1080p' | null;
  /** The first picture, or null. */
  readonly image: Uint8Array | null;
  /** Longest wait. Default 15 minutes. */
  readonly timeoutMs?: number | undefined;
}

type Answer = Readonly<Record<string, unknown>>;

const TIMEOUT_MS = 15 * 60_000;
const POLL_MS = 10_000;
/** Questions in a row that may fail. */
const MAX_MISSES = 5;
const MAX_BYTES = 512 * 1024 * 1024;
const MAX_REDIRECTS = 5;
const DOWNLOAD_MS = 5 * 60_000;
/** A part of the interface's own address, so that no answer leads anywhere else. */
const OPERATION = /^[\w-]+(\/[\w.-]+)+$/;

/**
 * Has Veo make a video, which takes it minutes.
 *
 * @throws Error with what Gemini has against it, or when it takes too long
 */
export const makeVideo = async (wanted: WantedVideo, context: NodeContext): Promise<GeneratedMedia> => {
  const { timeoutMs = TIMEOUT_MS } = wanted;
  const giveUpAt = context.now().getTime() + timeoutMs;
  let operation = await begin(wanted, context);
  const name = operation['name'];
  let missCount = 0;
  while (operation['done'] !== true) {
    if (typeof name !== 'string' || !OPERATION.test(name))
      throw new Error('Gemini gave no name of the work to wait for');
    if (context.now().getTime() >= giveUpAt) {
      throw new Error(`Gemini made no video in ${timeoutMs / 1000} seconds: allow more time, or ask for less`);
    }
    await context.sleep(POLL_MS);
    try {
      operation = await askVendor({ ...GEMINI_ACCESS, url: `${GEMINI_URL}/${name}` }, context);
      missCount = 0;
    } catch (error) {
      // What is under way is paid for: one question without an answer doesn't give it up.
      missCount += 1;
      if (context.signal.aborted || missCount > MAX_MISSES) throw error;
    }
  }
  return { data: await download(placeOf(operation), context), mediaType: 'video/mp4' };
};

const begin = async (wanted: WantedVideo, context: NodeContext): Promise<Answer> => {
  const { model, prompt, negativePrompt, aspectRatio, resolution, image } = wanted;
  const instance = {
    prompt,
    ...(image && {
      image: {
        bytesBase64Encoded: Buffer.from(image).toString('base64'),
        mimeType: (await imageFacts(image)).mediaType ?? 'image/png',
      },
    }),
  };
  const parameters = {
    aspectRatio,
    ...(negativePrompt !== '' && { negativePrompt }),
    ...(resolution !== null && { resolution }),
  };
  const body = { instances: [instance], parameters };
  // Videos are paid by the second, which no answer tells.
  const usageOf = () => ({ kind: 'video', provider: 'gemini', model, hasOtherFees: true }) as const;
  return askVendor(
    { ...GEMINI_ACCESS, url: `${GEMINI_URL}/models/${encodeURIComponent(model)}:predictLongRunning`, body, usageOf },
    context,
  );
};

const placeOf = ({ error, response }: Answer): string => {
  if (isRecord(error)) throw new Error(`Gemini made no video: ${String(error['message'])}`);
  const made = fieldOf(response, 'generateVideoResponse');
  const samples = fieldOf(made, 'generatedSamples');
  const uri = fieldOf(fieldOf(Array.isArray(samples) ? samples[0] : null, 'video'), 'uri');
  if (typeof uri === 'string') return uri;
  const reasons = fieldOf(made, 'raiMediaFilteredReasons');
  throw new Error(`Gemini made no video: ${Array.isArray(reasons) ? reasons.join(' ') : 'change the prompt'}`);
};

const fieldOf = (value: unknown, name: string): unknown => (isRecord(value) ? value[name] : undefined);

/** Fetches the video; the key goes to Gemini alone, not to where it sends on. */
const download = async (place: string, { http, secrets }: NodeContext): Promise<Uint8Array> => {
  const key = await keyOf(GEMINI_ACCESS, secrets);
  let url = new URL(place);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const headers = url.origin === new URL(GEMINI_URL).origin ? GEMINI_ACCESS.authorize(key) : {};
    const response = await http.fetch(url.href, {
      headers,
      maxRedirects: 0,
      timeoutMs: DOWNLOAD_MS,
      maxBytes: MAX_BYTES,
    });
    const next = response.headers.get('location');
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    if (response.status < 300 || response.status >= 400 || next === null) {
      throw new Error(`Gemini made a video, but answered with status ${response.status} when it was fetched`);
    }
    url = new URL(next, url);
  }
  throw new Error('Gemini made a video, but sends on and on when it is fetched');
};
