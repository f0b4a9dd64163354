import { defineNodeType } from '../../../engine/node-type.js';
import { list, of, str } from '../../../engine/property.js';
import { takeTurn, turnOutputs } from '../../ai/agent-turn.js';
import { conversation } from '../../ai/answer.js';
import { readHistory } from '../../ai/history.js';
import { userParts } from '../../ai/media-parts.js';
import { languageModel, modelCall } from '../../ai/model-property.js';
import { maxTokens, pictureFor, soundFor } from '../../ai/properties.js';
import { Threads } from '../../ai/threads.js';
import { chooseTools } from '../../ai/tools/choose-tools.js';
import { controlTools } from '../../ai/tools/control-tools.js';

/** Answers by a language model, which may call tools and the graph nodes that it controls on the way. */
export const Agent = defineNodeType({
  type: 'nodetool.agents.Agent',
  title: 'Agent',
  description:
    'Lets a language model work on a prompt: with tools, with the graph nodes that it controls, with pictures, sounds and earlier messages. Outputs that are added to it are filled from its answer.',
  tags: ['agent', 'llm', 'chat', 'tools'],
  properties: {
    model: languageModel(),
    system: str('You are a friendly assistant', { description: 'Who the agent is and how it works.' }),
    prompt: str('', { description: 'What the agent is to do.' }),
    tools: list('tool_name', [], { description: 'Tools that it may call, by name, or node types by their type.' }),
    image: pictureFor('that belongs to the prompt'),
    audio: soundFor('that belongs to the prompt'),
    history: list('message', [], { description: 'Earlier messages, oldest first.' }),
    thread_id: of<string | null>('str?', '', {
      description: 'Conversation to go on with; what is said is added to it.',
    }),
    max_tokens: maxTokens(8192),
  },
  outputs: {
    text: { type: 'str', kind: 'single' },
    chunk: 'chunk',
    thinking: 'chunk',
    audio: { type: 'audio', kind: 'single' },
  },
  basicFields: ['prompt', 'model', 'tools', 'image', 'audio'],
  supportsDynamicOutputs: true,
  dynamicOutputKind: 'single',
  isPure: false,
  async *generate({ model, system, prompt, image, audio, history, ...inputs }, context) {
    const call = modelCall(model);
    const threadId = inputs.thread_id ?? '';
    const threads = new Threads(context.workspace);
    const earlier = [
      ...(threadId === '' ? [] : await threads.read(threadId)),
      ...(await readHistory(history, context)),
    ];
    const parts = await userParts(prompt, { image, audio }, context);
    if (parts.length === 0) throw new Error('Give the agent a prompt, a picture or a sound');
    const chosen = chooseTools(inputs.tools, context);
    const taken = new Set(chosen.map(({ definition }) => definition.name));
    const tools = [...chosen, ...controlTools(context.runs, taken)];
    const messages = conversation(system, parts, earlier);
    const request = { ...call, messages, maxTokens: inputs.max_tokens };
    const turn = yield* takeTurn({ request, tools, owner: 'Agent' }, context);
    if (threadId !== '') await threads.add(threadId, prompt, turn.text);
    yield turnOutputs(turn);
  },
});
