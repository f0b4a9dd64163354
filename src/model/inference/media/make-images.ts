import { bytesOf } from '../binary-data.js';
import type { ReadyCall } from '../call-desk.js';
import type { ImageRequest, ImageResult } from '../inference.contract.js';
import { loadSdk } from '../load-sdk.js';
import type { Meter } from '../usage/meter.js';

/** Asks for pictures, or for changes to pictures. */
export const makeImages = async (
  { call, makeModel }: ReadyCall<'image'>,
  request: ImageRequest,
  meter: Meter,
): Promise<Omit<ImageResult, 'usage'>> => {
  const { model, count = 1, size, aspectRatio, seed } = request;
  const sdk = await loadSdk();
  const options = optionsOf(request);
  const result = await call.send(() =>
    sdk.generateImage({
      model: makeModel(model),
      prompt: promptOf(request),
      n: count,
      maxRetries: 0,
      abortSignal: call.signal,
      ...(size && { size: `${size.width}x${size.height}` as const }),
      ...(aspectRatio && { aspectRatio: `${aspectRatio.width}:${aspectRatio.height}` as const }),
      ...(seed !== undefined && { seed }),
      ...(Object.keys(options).length > 0 && { providerOptions: { openai: options } }),
    }),
  );
  const { inputTokens, outputTokens } = result.usage;
  meter.add({ images: result.images.length, inputTokens: inputTokens ?? null, outputTokens: outputTokens ?? null });
  return { images: result.images.map(({ uint8Array, mediaType }) => ({ data: uint8Array, mediaType })) };
};

const promptOf = ({ prompt, images = [], mask }: ImageRequest) =>
  images.length === 0
    ? prompt
    : { text: prompt, images: images.map(bytesOf), ...(mask !== undefined && { mask: bytesOf(mask) }) };

const optionsOf = ({ quality, background }: ImageRequest) => ({
  ...(quality !== undefined && { quality }),
  ...(background !== undefined && { background }),
});
