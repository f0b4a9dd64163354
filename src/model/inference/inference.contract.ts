import type {
  EmbedRequest as AskedEmbedding,
  GeneratedMedia,
  ImageRequest as AskedImage,
  ModelCall,
  SpeechRequest as AskedSpeech,
  Transcription,
  TranscriptionRequest as AskedTranscription,
  VendorUsage as UsedByVendor,
} from '../../engine/services/node-models.js';
import type { UsageRecord } from './usage/usage.contract.js';

/** Who asks which model, and for how long; part of every request. */
export interface InferenceCall extends ModelCall {
  readonly userId: string;
  /** Job that the usage is counted for; without one it counts for the user alone. */
  readonly jobId?: string | undefined;
  /** Ends the call and closes its connection. */
  readonly signal?: AbortSignal | undefined;
  /** Told once what the call used, right before it ends; what it throws is ignored. */
  readonly onUsage?: ((usage: UsageRecord) => void) | undefined;
}

/** Texts that become vectors. */
export type EmbedRequest = AskedEmbedding & InferenceCall;

export interface EmbedResult {
  /** One vector per text, in the order of the texts. */
  readonly vectors: readonly (readonly number[])[];
  readonly usage: UsageRecord;
}

/** A picture to be made. */
export type ImageRequest = AskedImage & InferenceCall;

export interface ImageResult {
  readonly images: readonly GeneratedMedia[];
  readonly usage: UsageRecord;
}

/** A text to be spoken. */
export type SpeechRequest = AskedSpeech & InferenceCall;

export interface SpeechResult {
  readonly audio: GeneratedMedia;
  readonly usage: UsageRecord;
}

/** What a call used that was made elsewhere. */
export type VendorUsage = UsedByVendor & Pick<InferenceCall, 'userId' | 'jobId' | 'onUsage'>;

/** A recording to be written down. */
export type TranscriptionRequest = AskedTranscription & InferenceCall;

export interface TranscriptionResult extends Transcription {
  readonly usage: UsageRecord;
}
