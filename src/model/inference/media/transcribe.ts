import { isRecord } from '../../../common/json.js';
import { bytesOf } from '../binary-data.js';
import type { ReadyCall } from '../call-desk.js';
import type { TimedText } from '../../../engine/services/node-models.js';
import type { TranscriptionRequest, TranscriptionResult } from '../inference.contract.js';
import { loadSdk } from '../load-sdk.js';
import type { Meter } from '../usage/meter.js';

/** Has a recording written down. */
export const transcribe = async (
  { call, makeModel }: ReadyCall<'transcription'>,
  request: TranscriptionRequest,
  meter: Meter,
): Promise<Omit<TranscriptionResult, 'usage'>> => {
  const sdk = await loadSdk();
  const options = optionsOf(request);
  const result = await call.send(() =>
    sdk.experimental_transcribe({
      model: makeModel(request.model),
      audio: bytesOf(request.audio),
      maxRetries: 0,
      abortSignal: call.signal,
      // Both families take these models through OpenAI's interface.
      ...(Object.keys(options).length > 0 && { providerOptions: { openai: options } }),
    }),
  );
  const { durationInSeconds } = result;
  meter.add({ audioMs: durationInSeconds === undefined ? null : Math.round(durationInSeconds * 1000) });
  return {
    text: result.text,
    language: result.language ?? null,
    durationSeconds: durationInSeconds ?? null,
    segments: result.segments,
    words: request.hasWordTimes === true ? wordsOf(result.responses) : [],
  };
};

const optionsOf = ({ language, prompt, temperature, hasWordTimes = false }: TranscriptionRequest) => ({
  ...(language !== undefined && { language }),
  ...(prompt !== undefined && { prompt }),
  ...(temperature !== undefined && { temperature }),
  ...(hasWordTimes && { timestampGranularities: ['word', 'segment'] }),
});

/** The SDK leaves words beside segments out of its result; they stand in the answer as it came. */
const wordsOf = (responses: readonly unknown[]): readonly TimedText[] =>
  responses.flatMap((response) => {
    const body = isRecord(response) ? response['body'] : null;
    const words: unknown = isRecord(body) ? body['words'] : null;
    return Array.isArray(words) ? words.flatMap(wordOf) : [];
  });

const wordOf = (raw: unknown): readonly TimedText[] => {
  if (!isRecord(raw)) return [];
  const { word: text, start: startSecond, end: endSecond } = raw;
  const isWhole = typeof text === 'string' && typeof startSecond === 'number' && typeof endSecond === 'number';
  return isWhole ? [{ text, startSecond, endSecond }] : [];
};
