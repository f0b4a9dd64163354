import type { JsonObject, JsonValue } from '../../common/json.js';

/** Bytes, or the same as Base64. */
export type BinaryData = Uint8Array | string;

/** Which model is asked, and for how long. The call ends with the run at the latest. */
export interface ModelCall {
  /** NodeTool's name of a configured provider, for example `openai`. */
  readonly provider: string;
  /** Id of a model as the provider writes it. */
  readonly model: string;
  /** Longest duration of the whole call, waiting and retries included. Default 10 minutes. */
  readonly timeoutMs?: number | undefined;
}

/** What a call used; it is booked for the job already. */
export interface ModelUsage {
  /** Tokens; null where the provider doesn't say. */
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** US dollars; null when the price isn't known. */
  readonly cost: number | null;
}

/** What a call used that a graph node made by itself, because only one provider has its like. An amount that isn't told is left out. */
export interface VendorUsage extends Pick<ModelCall, 'provider' | 'model'> {
  readonly kind: 'chat' | 'moderation' | 'speech' | 'transcription' | 'video';
  /** Tokens, with those of thinking in the output and cached ones in the input. */
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
  readonly cachedTokens?: number | undefined;
  readonly reasoningTokens?: number | undefined;
  /** Length of a recording. */
  readonly audioSeconds?: number | undefined;
  /** True when the provider takes money for something else too: then the cost isn't known. */
  readonly hasOtherFees?: boolean | undefined;
}

/** What a provider wants back unchanged with a part that it wrote. */
export type ProviderData = JsonObject;

export interface TextPart {
  readonly type: 'text';
  readonly text: string;
  readonly providerData?: ProviderData | undefined;
}

export interface ThinkingPart {
  readonly type: 'thinking';
  readonly text: string;
  readonly providerData?: ProviderData | undefined;
}

export interface ImagePart {
  readonly type: 'image';
  readonly data: BinaryData;
  /** Default: read from the first bytes. */
  readonly mediaType?: string | undefined;
}

export interface AudioPart {
  readonly type: 'audio';
  readonly data: BinaryData;
  readonly mediaType: string;
}

/** A tool that the model wants called. */
export interface ToolCallPart {
  readonly type: 'tool_call';
  readonly callId: string;
  readonly name: string;
  readonly arguments: JsonValue;
  readonly providerData?: ProviderData | undefined;
}

/** What a called tool gave. */
export interface ToolResult {
  readonly callId: string;
  readonly name: string;
  readonly result: JsonValue;
  /** True when the tool failed and `result` says why. */
  readonly isError?: boolean | undefined;
}

export interface AssistantMessage {
  readonly role: 'assistant';
  readonly parts: readonly (TextPart | ThinkingPart | ToolCallPart)[];
}

export type ChatMessage =
  | { readonly role: 'system'; readonly text: string }
  | { readonly role: 'user'; readonly parts: readonly (TextPart | ImagePart | AudioPart)[] }
  | AssistantMessage
  | { readonly role: 'tool'; readonly results: readonly ToolResult[] };

/** A tool that the caller can run. */
export interface ChatTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments, an object. */
  readonly parameters: JsonObject;
}

/** How much a model may think before it answers, for models that can. */
export type ThinkingLevel = 'low' | 'medium' | 'high';

/** Why a model stopped; `content_filter` is also a refusal. */
export type FinishReason = 'stop' | 'length' | 'content_filter' | 'tool_calls' | 'other';

/** The answer read as what was asked for. */
export type StructuredOutput =
  | { readonly isValid: true; readonly value: JsonValue }
  /** With the reason as a sentence that can be shown to the model. */
  | { readonly isValid: false; readonly problem: string };

/** A conversation that a model is to continue. */
export interface ChatRequest extends ModelCall {
  readonly messages: readonly ChatMessage[];
  /** The model may ask for these; the caller runs them and asks again with their results. */
  readonly tools?: readonly ChatTool[] | undefined;
  /** Default `auto`. */
  readonly toolChoice?: 'auto' | 'none' | 'required' | { readonly name: string } | undefined;
  /** The answer must be JSON of this schema. */
  readonly output?: { readonly schema: JsonObject; readonly name?: string | undefined } | undefined;
  readonly thinking?: ThinkingLevel | undefined;
  readonly maxTokens?: number | undefined;
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly seed?: number | undefined;
  readonly stop?: readonly string[] | undefined;
}

/** A step of an answer. */
export type ChatEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly text: string }
  | {
      readonly type: 'tool_call';
      readonly callId: string;
      readonly name: string;
      readonly arguments: JsonValue;
      /** Why this call can't be run as it is: to be given to the model as a failed result. */
      readonly problem: string | null;
    }
  /** Always the last one of an answer. */
  | {
      readonly type: 'finish';
      readonly reason: FinishReason;
      /** The whole answer, to be put behind the messages of the next request as it is. */
      readonly message: AssistantMessage;
      /** Null when no structured output was asked for. */
      readonly output: StructuredOutput | null;
      readonly usage: ModelUsage;
    };

/** Texts that become vectors. */
export interface EmbedRequest extends ModelCall {
  /** At most 100,000; sent in batches. */
  readonly texts: readonly string[];
}

/** A picture to be made. */
export interface ImageRequest extends ModelCall {
  readonly prompt: string;
  /** From 1 to 10. Default 1. */
  readonly count?: number | undefined;
  /** In pixels; providers have their own lists of sizes. */
  readonly size?: { readonly width: number; readonly height: number } | undefined;
  /** For providers that take a form in place of a size. */
  readonly aspectRatio?: { readonly width: number; readonly height: number } | undefined;
  readonly seed?: number | undefined;
  /** Pictures to change, where the model can do that. */
  readonly images?: readonly BinaryData[] | undefined;
  /** A picture that is transparent where the first of `images` is to change. */
  readonly mask?: BinaryData | undefined;
  /** As the provider names it, for example `high`; only OpenAI's models take one. */
  readonly quality?: string | undefined;
  /** `transparent`, `opaque` or `auto`; only OpenAI's models take one. */
  readonly background?: string | undefined;
}

/** A file that a model made. */
export interface GeneratedMedia {
  readonly data: Uint8Array;
  /** MIME type. */
  readonly mediaType: string;
}

/** A text to be spoken. */
export interface SpeechRequest extends ModelCall {
  readonly text: string;
  /** Name of a voice of the provider; default the provider's first. */
  readonly voice?: string | undefined;
  /** For example `mp3`, `wav`, `opus`. Default `mp3`. */
  readonly format?: string | undefined;
  /** From 0.25 to 4. Default 1. */
  readonly speed?: number | undefined;
  /** How to speak, for models that follow such words. */
  readonly instructions?: string | undefined;
}

/** A recording to be written down. */
export interface TranscriptionRequest extends ModelCall {
  readonly audio: BinaryData;
  /** ISO 639-1 code of what is spoken, where it is known. */
  readonly language?: string | undefined;
  /** Words that help the model: names, terms, what was said before. */
  readonly prompt?: string | undefined;
  readonly temperature?: number | undefined;
  /** Asks for the times of single words too, where the model can tell them. */
  readonly hasWordTimes?: boolean | undefined;
}

/** What is said in a part of a recording. */
export interface TimedText {
  readonly text: string;
  readonly startSecond: number;
  readonly endSecond: number;
}

/** What is said in a recording. */
export interface Transcription {
  readonly text: string;
  /** Null when the provider doesn't say. */
  readonly language: string | null;
  readonly durationSeconds: number | null;
  /** Empty for models that give no times. */
  readonly segments: readonly TimedText[];
  /** Single words with their times; empty unless they were asked for and the model tells them. */
  readonly words: readonly TimedText[];
}

/**
 * AI models of every configured provider, with the keys of the run's user. Calls are retried while that helps and booked on
 * the job. Errors say what a user can do, and never hold a key.
 */
export interface NodeModels {
  /** Streams an answer; leaving the loop early ends the request. */
  chat(request: ChatRequest): AsyncIterable<ChatEvent>;
  /** One vector per text, in the order of the texts. */
  embed(request: EmbedRequest): Promise<readonly (readonly number[])[]>;
  generateImage(request: ImageRequest): Promise<readonly GeneratedMedia[]>;
  speak(request: SpeechRequest): Promise<GeneratedMedia>;
  transcribe(request: TranscriptionRequest): Promise<Transcription>;
  /** Books what a call used that was made past these methods. */
  book(used: VendorUsage): Promise<void>;
}
