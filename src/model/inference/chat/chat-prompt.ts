import type { ModelMessage } from 'ai';

import { assertNever } from '../../../common/assert-never.js';
import { bytesOf } from '../binary-data.js';
import type { BinaryData } from '../../../engine/services/node-models.js';
import type { AssistantMessage, ChatMessage, ProviderData, ToolResult } from '../../../engine/services/node-models.js';

/** Writes a conversation in the SDK's words. */
export const toSdkMessages = (messages: readonly ChatMessage[]): ModelMessage[] => messages.map(toSdkMessage);

/** Lists the media of a conversation. */
export const mediaOf = (messages: readonly ChatMessage[]): readonly BinaryData[] =>
  messages.flatMap((message) =>
    message.role === 'user' ? message.parts.flatMap((part) => (part.type === 'text' ? [] : [part.data])) : [],
  );

const toSdkMessage = (message: ChatMessage): ModelMessage => {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.text };
    case 'user':
      return { role: 'user', content: message.parts.map(toSdkUserPart) };
    case 'assistant':
      return { role: 'assistant', content: message.parts.map(toSdkAssistantPart) };
    case 'tool':
      return { role: 'tool', content: message.results.map(toSdkResult) };
    default:
      return assertNever(message);
  }
};

type UserPart = Extract<ChatMessage, { role: 'user' }>['parts'][number];

/** Media go as bytes only: the SDK would fetch what looks like an address, from wherever it leads. */
const toSdkUserPart = (part: UserPart) => {
  switch (part.type) {
    case 'text':
      return { type: 'text' as const, text: part.text };
    case 'image':
      return {
        type: 'image' as const,
        image: bytesOf(part.data),
        ...(part.mediaType !== undefined && { mediaType: part.mediaType }),
      };
    case 'audio':
      return { type: 'file' as const, data: bytesOf(part.data), mediaType: part.mediaType };
    default:
      return assertNever(part);
  }
};

const toSdkAssistantPart = (part: AssistantMessage['parts'][number]) => {
  switch (part.type) {
    case 'text':
      return { type: 'text' as const, text: part.text, ...sdkOptions(part.providerData) };
    case 'thinking':
      return { type: 'reasoning' as const, text: part.text, ...sdkOptions(part.providerData) };
    case 'tool_call':
      return {
        type: 'tool-call' as const,
        toolCallId: part.callId,
        toolName: part.name,
        input: part.arguments,
        ...sdkOptions(part.providerData),
      };
    default:
      return assertNever(part);
  }
};

const toSdkResult = ({ callId, name, result, isError = false }: ToolResult) => ({
  type: 'tool-result' as const,
  toolCallId: callId,
  toolName: name,
  output: { type: isError ? ('error-json' as const) : ('json' as const), value: toSdkJson(result) },
});

type SdkOptions = NonNullable<ModelMessage['providerOptions']>;
type SdkJson = Extract<
  Extract<Extract<ModelMessage, { role: 'tool' }>['content'][number], { type: 'tool-result' }>['output'],
  { type: 'json' }
>['value'];

/** Provider data are what the SDK gave as metadata of the same part: objects by the provider's name. */
const sdkOptions = (data: ProviderData | undefined): { providerOptions?: SdkOptions } =>
  data === undefined ? {} : { providerOptions: data as SdkOptions };

/** The SDK's JSON type is ours without `readonly`; it changes nothing. */
const toSdkJson = (value: ToolResult['result']): SdkJson => value as SdkJson;
