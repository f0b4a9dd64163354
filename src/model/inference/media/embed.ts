import type { ReadyCall } from '../call-desk.js';
import { batchesOf, mapBounded } from '../embed-batches.js';
import type { InferenceSettings } from '../inference-settings.js';
import type { EmbedRequest, EmbedResult } from '../inference.contract.js';
import { loadSdk } from '../load-sdk.js';
import type { Meter } from '../usage/meter.js';

/** Sends texts in batches, a few at the same time; each is repeated for itself. */
export const embed = async (
  { call, makeModel }: ReadyCall<'embedding'>,
  { texts, model: modelId }: EmbedRequest,
  { embedBatchSize, embedBatchLength, embedParallel }: InferenceSettings,
  meter: Meter,
): Promise<Omit<EmbedResult, 'usage'>> => {
  const sdk = await loadSdk();
  const model = makeModel(modelId);
  const batches = batchesOf(texts, { maxTexts: embedBatchSize, maxLength: embedBatchLength });
  const vectors = await mapBounded(batches, embedParallel, async (values) => {
    const request = () =>
      sdk.embedMany({ model, values: [...values], maxRetries: 0, maxParallelCalls: 1, abortSignal: call.signal });
    const { embeddings, usage } = await call.send(request);
    meter.add({ inputTokens: Number.isFinite(usage.tokens) ? usage.tokens : null });
    return embeddings;
  });
  return { vectors: vectors.flat() };
};
