import { Injectable } from '@nestjs/common';

import { assertInputSize } from './binary-data.js';
import type { ReadyCall } from './call-desk.js';
import { CallDesk } from './call-desk.js';
import type { Capability } from './capability.js';
import type { ChatEvent, ChatRequest } from './chat/chat.contract.js';
import { mediaOf } from './chat/chat-prompt.js';
import { runChat } from './chat/run-chat.js';
import { structuredOutputOf } from './chat/structured-output.js';
import { InferenceSettings } from './inference-settings.js';
import type {
  EmbedRequest,
  EmbedResult,
  ImageRequest,
  ImageResult,
  InferenceCall,
  SpeechRequest,
  SpeechResult,
  TranscriptionRequest,
  TranscriptionResult,
  VendorUsage,
} from './inference.contract.js';
import { loadSdk } from './load-sdk.js';
import { embed } from './media/embed.js';
import { makeImages } from './media/make-images.js';
import { speak } from './media/speak.js';
import { transcribe } from './media/transcribe.js';
import { assertChat, assertImage, assertSpeech, assertTexts } from './request-checks.js';
import { Meter } from './usage/meter.js';
import { vendorAmounts } from './usage/vendor-amounts.js';
import type { UsageRecord } from './usage/usage.contract.js';
import { UNKNOWN_AMOUNTS } from './usage/usage.contract.js';

/**
 * Asks models of any configured provider. Requests are repeated while that can help, limited per provider, ended by a signal
 * or a deadline, and booked: a result or a `finish` event means that the usage is written.
 *
 * Every method fails with a ProtocolError: `NOT_FOUND` (provider, model), `UNSUPPORTED`, `INVALID_ARGUMENT`, `TOO_LARGE`,
 * `FORBIDDEN` (the provider refuses the key or has no credit), `RATE_LIMITED`, `QUEUE_FULL`, `UNAVAILABLE`, `DEADLINE_EXCEEDED`, `CANCELLED`.
 */
@Injectable()
export class InferenceService {
  constructor(
    private readonly desk: CallDesk,
    private readonly settings: InferenceSettings,
  ) {}

  /** Streams an answer; leaving the loop early ends the request. The last event is always `finish`. */
  async *chat(request: ChatRequest): AsyncGenerator<ChatEvent, void> {
    assertChat(request);
    assertInputSize(mediaOf(request.messages), this.settings.maxInputBytes);
    const { call, makeModel } = await this.desk.open(request, 'chat');
    try {
      const sdk = await loadSdk();
      const onBroken = async (): Promise<void> => void (await this.desk.book(request, 'chat', UNKNOWN_AMOUNTS));
      const { reason, answer, amounts } = yield* runChat({ sdk, call, makeModel, request, onBroken });
      const output = request.output ? structuredOutputOf(answer.text, request.output.schema, reason) : null;
      const usage = await this.desk.book(request, 'chat', amounts);
      yield { type: 'finish', reason, message: answer.message, output, usage };
    } finally {
      call.close();
    }
  }

  /** Turns texts into vectors, in batches. */
  async embed(request: EmbedRequest): Promise<EmbedResult> {
    assertTexts(request, this.settings.maxEmbedTexts);
    return this.run(request, 'embedding', (ready, meter) => embed(ready, request, this.settings, meter));
  }

  /** Makes pictures of a description, or changes pictures. */
  async generateImage(request: ImageRequest): Promise<ImageResult> {
    assertImage(request);
    assertInputSize(
      [...(request.images ?? []), ...(request.mask === undefined ? [] : [request.mask])],
      this.settings.maxInputBytes,
    );
    return this.run(request, 'image', (ready, meter) => makeImages(ready, request, meter));
  }

  /** Speaks a text. */
  async speak(request: SpeechRequest): Promise<SpeechResult> {
    assertSpeech(request);
    return this.run(request, 'speech', (ready, meter) => speak(ready, request, meter));
  }

  /** Writes down what is said in a recording. */
  async transcribe(request: TranscriptionRequest): Promise<TranscriptionResult> {
    assertInputSize([request.audio], this.settings.maxInputBytes);
    return this.run(request, 'transcription', (ready, meter) => transcribe(ready, request, meter));
  }

  /** Books what a call used that was made past this service. */
  book(used: VendorUsage): Promise<UsageRecord> {
    return this.desk.book(used, used.kind, vendorAmounts(used), { hasOtherFees: used.hasOtherFees === true });
  }

  /** Opens a call, books what it used, also when it failed half-way, and closes it. */
  private async run<Kind extends Capability, Result extends object>(
    request: InferenceCall,
    kind: Kind,
    work: (ready: ReadyCall<Kind>, meter: Meter) => Promise<Result>,
  ): Promise<Result & { readonly usage: UsageRecord }> {
    const ready = await this.desk.open(request, kind);
    const meter = new Meter();
    try {
      const result = await work(ready, meter);
      return { ...result, usage: await this.desk.book(request, kind, meter.amounts) };
    } catch (error) {
      if (!meter.isEmpty) await this.desk.book(request, kind, meter.amounts);
      throw error;
    } finally {
      ready.call.close();
    }
  }
}
