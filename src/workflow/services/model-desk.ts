import type {
  ChatEvent,
  ChatRequest,
  EmbedRequest,
  GeneratedMedia,
  ImageRequest,
  ModelUsage,
  NodeModels,
  SpeechRequest,
  Transcription,
  TranscriptionRequest,
  VendorUsage,
} from '../../engine/services/node-models.js';
import type { InferenceService } from '../../model/inference/inference.service.js';
import type { UsageRecord } from '../../model/inference/usage/usage.contract.js';
import { NANOS_PER_USD } from '../../model/inference/usage/usage.contract.js';
import type { JobOwner } from './job-services.js';

/** Models for one call of a job: with the keys of its user, booked on the job. */
export class ModelDesk implements NodeModels {
  private readonly account: { readonly userId: string; readonly jobId: string; readonly signal: AbortSignal };

  constructor(
    private readonly inference: InferenceService,
    { userId, jobId }: JobOwner,
    signal: AbortSignal,
  ) {
    this.account = { userId, jobId, signal };
  }

  async *chat(request: ChatRequest): AsyncGenerator<ChatEvent, void, void> {
    for await (const event of this.inference.chat({ ...request, ...this.account })) {
      yield event.type === 'finish' ? { ...event, usage: usageOf(event.usage) } : event;
    }
  }

  async embed(request: EmbedRequest): Promise<readonly (readonly number[])[]> {
    return (await this.inference.embed({ ...request, ...this.account })).vectors;
  }

  async generateImage(request: ImageRequest): Promise<readonly GeneratedMedia[]> {
    return (await this.inference.generateImage({ ...request, ...this.account })).images;
  }

  async speak(request: SpeechRequest): Promise<GeneratedMedia> {
    return (await this.inference.speak({ ...request, ...this.account })).audio;
  }

  async transcribe(request: TranscriptionRequest): Promise<Transcription> {
    const { usage: _usage, ...transcription } = await this.inference.transcribe({
      ...request,
      ...this.account,
    });
    return transcription;
  }

  async book(used: VendorUsage): Promise<void> {
    await this.inference.book({ ...used, ...this.account });
  }
}

const usageOf = ({ inputTokens, outputTokens, costNanos }: UsageRecord): ModelUsage => ({
  inputTokens,
  outputTokens,
  cost: costNanos === null ? null : costNanos / NANOS_PER_USD,
});
