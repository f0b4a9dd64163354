/** Times and limits of calls to models; every field can be replaced in one place. Milliseconds unless the name says otherwise. */
export class InferenceSettings {
  /** A whole call, its waits and retries included: long answers of slow local models take minutes. */
  readonly timeoutMs: number = 600_000;
  /** Longest silence while an answer is streamed; the first words may wait for a model to be loaded into memory. */
  readonly maxSilenceMs: number = 120_000;
  /** Tries of one HTTP request, the first included. */
  readonly maxTries: number = 4;
  /** Upper end of the first delay between tries; it doubles with each. */
  readonly backoffBaseMs: number = 500;
  readonly backoffCapMs: number = 20_000;
  /** A provider that asks for a longer pause than this is not waited for. */
  readonly maxRetryAfterMs: number = 60_000;
  /** HTTP requests to one provider at the same time. */
  readonly maxConcurrent: number = 16;
  /** Calls that may wait for one provider; further ones are refused. */
  readonly maxWaiting: number = 1_000;
  /** Bytes of one HTTP answer; the largest are pictures as Base64. */
  readonly maxResponseBytes: number = 134_217_728;
  /** Bytes of media in one request. */
  readonly maxInputBytes: number = 104_857_600;
  /** Texts per request of an embedding: an answer is parsed in one piece, and this many vectors take some 20 ms. */
  readonly embedBatchSize: number = 96;
  /** Characters per request of an embedding, under OpenAI's 300,000 tokens. */
  readonly embedBatchLength: number = 200_000;
  /** Texts of one call: some 1.2 GB of numbers in memory at 1,536 dimensions. */
  readonly maxEmbedTexts: number = 100_000;
  /** Requests of one embedding at the same time. */
  readonly embedParallel: number = 4;
}
