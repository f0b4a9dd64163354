import type { JsonValue } from '../../common/json.js';
import { isRecord } from '../../common/json.js';
import type { NodeContext } from '../../engine/node-context.js';
import type { AssistantMessage, ChatMessage } from '../../engine/services/node-models.js';
import type { UserPart } from './media-parts.js';
import { audioPart, imagePart } from './media-parts.js';

/** Reads the messages of an earlier conversation, oldest first; what holds nothing is left out. */
export const readHistory = async (
  messages: readonly unknown[],
  context: NodeContext,
): Promise<readonly ChatMessage[]> => {
  const read: ChatMessage[] = [];
  for (const message of messages) {
    const next = isRecord(message) ? await readMessage(message, context) : null;
    if (next) read.push(next);
  }
  return withoutStrays(read);
};

const readMessage = async (
  message: Readonly<Record<string, unknown>>,
  context: NodeContext,
): Promise<ChatMessage | null> => {
  const parts = await readParts(message['content'], context);
  const text = parts.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
  switch (message['role']) {
    case 'system':
      return text === '' ? null : { role: 'system', text };
    case 'user':
      return parts.length === 0 ? null : { role: 'user', parts };
    case 'assistant':
      return readAssistant(text, message['tool_calls']);
    case 'tool':
      return { role: 'tool', results: [resultOf(message, text)] };
    default:
      return null;
  }
};

const readParts = async (content: unknown, context: NodeContext): Promise<readonly UserPart[]> => {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  const parts: UserPart[] = [];
  for (const part of Array.isArray(content) ? content : []) {
    if (!isRecord(part)) continue;
    const { type, text } = part;
    if (type === 'text' && typeof text === 'string' && text !== '') parts.push({ type: 'text', text });
    if (type === 'image' || type === 'image_url') parts.push(await imagePart(part['image'], context));
    if (type === 'audio') parts.push(await audioPart(part['audio'], context));
  }
  return parts;
};

const readAssistant = (text: string, toolCalls: unknown): AssistantMessage | null => {
  const calls = (Array.isArray(toolCalls) ? toolCalls : []).filter(isRecord).map((call) => ({
    type: 'tool_call' as const,
    callId: String(call['id']),
    name: String(call['name']),
    // Stored messages are JSON.
    arguments: (call['args'] ?? {}) as JsonValue,
  }));
  const parts = [...(text === '' ? [] : [{ type: 'text' as const, text }]), ...calls];
  return parts.length === 0 ? null : { role: 'assistant', parts };
};

const resultOf = (message: Readonly<Record<string, unknown>>, result: string) => ({
  callId: String(message['tool_call_id']),
  name: typeof message['name'] === 'string' ? message['name'] : 'tool',
  result,
});

/** Providers refuse results of calls that nobody made, and calls without results: both are left out. */
const withoutStrays = (messages: readonly ChatMessage[]): readonly ChatMessage[] => {
  const called = new Set(messages.flatMap(callsOf));
  const answered = new Set(
    messages.flatMap((message) => (message.role === 'tool' ? message.results.map(({ callId }) => callId) : [])),
  );
  return messages.flatMap((message): readonly ChatMessage[] => {
    if (message.role === 'tool') return message.results.every(({ callId }) => called.has(callId)) ? [message] : [];
    if (message.role !== 'assistant') return [message];
    const parts = message.parts.filter((part) => part.type !== 'tool_call' || answered.has(part.callId));
    return parts.length === 0 ? [] : [{ role: 'assistant', parts }];
  });
};

const callsOf = (message: ChatMessage): readonly string[] =>
  message.role === 'assistant' ? message.parts.flatMap((part) => (part.type === 'tool_call' ? [part.callId] : [])) : [];
