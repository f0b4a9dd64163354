import { defineNodeType } from '../../../engine/node-type.js';
import { of, str } from '../../../engine/property.js';
import { Threads } from '../../ai/threads.js';

const ID_BYTES = 16;

/** Begins a conversation that agents of several runs can go on with. */
export const CreateThread = defineNodeType({
  type: 'nodetool.agents.CreateThread',
  title: 'Create Thread',
  description: 'Begins a conversation, or takes up one by its id. Agents that get the id remember what was said in it.',
  tags: ['agent', 'thread', 'conversation', 'memory'],
  properties: {
    title: of<string | null>('str?', 'Agent Conversation', { description: 'Title of a new conversation.' }),
    thread_id: str('', { description: 'Id of a conversation that may exist; empty for a new one.' }),
  },
  outputs: { thread_id: 'str' },
  isPure: false,
  isRetrySafe: true,
  process: async ({ title, thread_id: given }, context) => {
    const id = given.trim() === '' ? Buffer.from(context.randomBytes(ID_BYTES)).toString('hex') : given.trim();
    await new Threads(context.workspace).ensure(id, title ?? '');
    return { thread_id: id };
  },
});
