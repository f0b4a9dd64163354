import { isRecord } from '../../../common/json.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { list, of } from '../../../engine/property.js';
import { completeValue, emptyValue } from '../empty-values.js';
import { defineInputType } from './input-type.js';

/** Takes a chat message. */
export const MessageInput = defineInputType({
  name: 'MessageInput',
  title: 'Message Input',
  description: 'A chat message that a run hands to the workflow.',
  tags: ['message', 'chat'],
  value: of('message', emptyValue('message')),
  output: 'message',
});

/** Takes the messages of a conversation. */
export const MessageListInput = defineInputType({
  name: 'MessageListInput',
  title: 'Message List Input',
  description: 'A conversation that a run hands to the workflow, oldest message first.',
  tags: ['message', 'chat', 'history'],
  value: list('message'),
  output: 'list[message]',
});

/** Takes a chat message apart; what the message doesn't have is null. */
export const MessageDeconstructor = defineNodeType({
  type: 'nodetool.input.MessageDeconstructor',
  title: 'Message Deconstructor',
  description: 'Splits a chat message into its text, picture, sound, sender and model.',
  tags: ['message', 'chat', 'split'],
  properties: { value: of('message', emptyValue('message')) },
  outputs: {
    id: 'str',
    thread_id: 'str',
    role: 'str',
    text: 'str',
    image: 'image',
    audio: 'audio',
    model: 'language_model',
  },
  process: ({ value }) => {
    const message = value ?? {};
    return {
      id: message['id'] ?? null,
      thread_id: message['thread_id'] ?? null,
      role: message['role'] ?? '',
      ...partsOf(message['content']),
      model: modelOf(message['provider'], message['model']),
    };
  },
});

interface Parts {
  text: unknown;
  image: unknown;
  audio: unknown;
}

/** A message's content is one text or a list of parts; of several parts of a kind the last one counts. */
const partsOf = (content: unknown): Parts => {
  const parts: Parts = { text: '', image: null, audio: null };
  if (typeof content === 'string') parts.text = content;
  if (!Array.isArray(content)) return parts;
  for (const part of content) {
    if (!isRecord(part)) continue;
    if (part['type'] === 'text') parts.text = part['text'] ?? '';
    if (part['type'] === 'audio') parts.audio = completeValue(part['audio'] ?? null);
    if (part['type'] === 'image_url' || part['type'] === 'image') parts.image = completeValue(part['image'] ?? null);
  }
  return parts;
};

const modelOf = (provider: unknown, id: unknown): unknown =>
  provider && id ? { ...emptyValue('language_model'), provider, id } : null;
