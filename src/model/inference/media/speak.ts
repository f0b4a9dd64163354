import type { ReadyCall } from '../call-desk.js';
import type { SpeechRequest, SpeechResult } from '../inference.contract.js';
import { loadSdk } from '../load-sdk.js';
import type { Meter } from '../usage/meter.js';

/** Has a text spoken. */
export const speak = async (
  { call, makeModel }: ReadyCall<'speech'>,
  { model, text, voice, format, speed, instructions }: SpeechRequest,
  meter: Meter,
): Promise<Omit<SpeechResult, 'usage'>> => {
  const sdk = await loadSdk();
  const { audio } = await call.send(() =>
    sdk.experimental_generateSpeech({
      model: makeModel(model),
      text,
      maxRetries: 0,
      abortSignal: call.signal,
      ...(voice !== undefined && { voice }),
      ...(format !== undefined && { outputFormat: format }),
      ...(speed !== undefined && { speed }),
      ...(instructions !== undefined && { instructions }),
    }),
  );
  meter.add({ characters: text.length });
  return { audio: { data: audio.uint8Array, mediaType: REGISTERED[audio.mediaType] ?? audio.mediaType } };
};

/** Registered names of types that the SDK names otherwise. */
const REGISTERED: Readonly<Record<string, string>> = { 'audio/mp3': 'audio/mpeg' };
