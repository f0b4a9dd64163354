import type { LanguageModelUsage, TextStreamPart, ToolSet } from 'ai';

import type { JsonValue } from '../../../common/json.js';
import type { UsageAmounts } from '../usage/usage.contract.js';
import { UNKNOWN_AMOUNTS } from '../usage/usage.contract.js';
import type { AssistantMessage, ChatTool, FinishReason, ProviderData } from '../../../engine/services/node-models.js';
import type { ChatEvent } from './chat.contract.js';
import { toolCallProblem } from './tool-call-problem.js';

/** A piece of a stream, as the SDK gives it. */
export type SdkPart = TextStreamPart<ToolSet>;

type MessagePart = AssistantMessage['parts'][number];

/** A part that still grows. */
interface GrowingPart {
  readonly type: 'text' | 'thinking';
  text: string;
  providerData?: ProviderData;
}

/** What pieces of a text or a thought have in common. */
interface BlockPiece {
  readonly id: string;
  readonly providerMetadata?: unknown;
}

/** Reads the pieces of a stream one after another: tells what is new, and keeps the whole answer. */
export class Answer {
  private readonly parts: MessagePart[] = [];
  private readonly growing = new Map<string, GrowingPart>();
  private end: { readonly reason: FinishReason; readonly amounts: UsageAmounts } | null = null;

  constructor(private readonly tools: readonly ChatTool[]) {}

  /** How the answer ended; null while it goes on, and for one that was cut off. */
  get ending(): { readonly reason: FinishReason; readonly amounts: UsageAmounts } | null {
    return this.end;
  }

  /** The whole answer so far; without parts that hold nothing. */
  get message(): AssistantMessage {
    const parts = this.parts.filter((part) => part.type === 'tool_call' || part.text !== '' || part.providerData);
    return { role: 'assistant', parts };
  }

  get text(): string {
    return this.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
  }

  /**
   * Takes the next piece.
   *
   * @returns what to tell the caller; null when the piece says nothing of its own
   * @throws what the provider or the SDK reported as failure
   */
  read(part: SdkPart): ChatEvent | null {
    if (part.type === 'error') throw part.error;
    if (part.type === 'tool-call') return this.call(part);
    if (part.type === 'finish-step') return this.finish(part);
    if (part.type === 'text-start') return this.begin('text', part);
    if (part.type === 'reasoning-start') return this.begin('thinking', part);
    if (part.type === 'text-delta') return this.grow('text', part);
    if (part.type === 'reasoning-delta') return this.grow('thinking', part);
    if (part.type === 'text-end') return this.grow('text', { ...part, text: '' });
    if (part.type === 'reasoning-end') return this.grow('thinking', { ...part, text: '' });
    return null;
  }

  private begin(type: 'text' | 'thinking', { id, providerMetadata }: BlockPiece): null {
    const part: GrowingPart = { type, text: '', ...providerData(providerMetadata) };
    this.growing.set(`${type} ${id}`, part);
    this.parts.push(part);
    return null;
  }

  private grow(
    type: 'text' | 'thinking',
    { id, text, providerMetadata }: BlockPiece & { readonly text: string },
  ): ChatEvent | null {
    const part = this.growing.get(`${type} ${id}`);
    // The SDK reports such a piece as an error, too.
    if (!part) return null;
    part.text += text;
    Object.assign(part, providerData(providerMetadata));
    return text === '' ? null : { type, text };
  }

  private call(part: Extract<SdkPart, { type: 'tool-call' }>): ChatEvent | null {
    // The provider's own tools run there.
    if (part.providerExecuted === true) return null;
    const { toolCallId: callId, toolName: name } = part;
    const problem = toolCallProblem(part, this.tools);
    // Arguments that can't be read arrive as text; providers take only objects back.
    const args = typeof part.input === 'object' && part.input !== null ? (part.input as JsonValue) : {};
    this.parts.push({ type: 'tool_call', callId, name, arguments: args, ...providerData(part.providerMetadata) });
    return { type: 'tool_call', callId, name, arguments: args, problem };
  }

  private finish({ finishReason, rawFinishReason, usage }: Extract<SdkPart, { type: 'finish-step' }>): null {
    // The SDK makes up an end for a stream that has none.
    if (finishReason === 'other' && rawFinishReason === undefined) return null;
    this.end = { reason: REASONS[finishReason], amounts: amountsOf(usage) };
    return null;
  }
}

const REASONS: Readonly<Record<Extract<SdkPart, { type: 'finish-step' }>['finishReason'], FinishReason>> = {
  stop: 'stop',
  length: 'length',
  'content-filter': 'content_filter',
  'tool-calls': 'tool_calls',
  error: 'other',
  other: 'other',
};

/** The SDK's metadata are JSON: they come out of the provider's answer. */
const providerData = (metadata: unknown): { providerData?: ProviderData } =>
  typeof metadata === 'object' && metadata !== null ? { providerData: metadata as ProviderData } : {};

const amountsOf = ({
  inputTokens,
  outputTokens,
  inputTokenDetails,
  outputTokenDetails,
}: LanguageModelUsage): UsageAmounts => ({
  ...UNKNOWN_AMOUNTS,
  inputTokens: inputTokens ?? null,
  outputTokens: outputTokens ?? null,
  cachedTokens: inputTokenDetails.cacheReadTokens ?? null,
  cacheWriteTokens: inputTokenDetails.cacheWriteTokens ?? null,
  reasoningTokens: outputTokenDetails.reasoningTokens ?? null,
});
