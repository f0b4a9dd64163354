import type { NodeType } from '../../engine/node-type.js';
import { defineNodeType } from '../../engine/node-type.js';
import { choice, float, of, str } from '../../engine/property.js';
import { languageModel } from '../ai/model-property.js';
import { OPENAI } from './provider.js';

const NO_SOCKET =
  "OpenAI's realtime interface is a socket for sound in both directions, which graph nodes don't have here.";

const EMPTY_CHUNK = {
  type: 'chunk',
  node_id: null,
  thread_id: null,
  workflow_id: null,
  content_type: 'text',
  content: '',
  content_metadata: {},
  done: false,
  thinking: false,
};

const refuse = (): never => {
  throw new Error(NO_SOCKET);
};

const realtimeAgent = defineNodeType({
  ...OPENAI,
  type: 'openai.agents.RealtimeAgent',
  title: 'Realtime Agent',
  description: 'Talks with somebody by voice, over the realtime interface of OpenAI.',
  tags: ['agent', 'voice', 'realtime', 'openai'],
  properties: {
    model: choice(
      'nodetool.nodes.openai.agents.RealtimeAgent.Model',
      ['gpt-4o-realtime-preview', 'gpt-4o-mini-realtime-preview'],
      'gpt-4o-mini-realtime-preview',
    ),
    system: str('', { description: 'Who the agent is and how it talks.' }),
    chunk: of('chunk', EMPTY_CHUNK, { description: 'Pieces of sound or text, as they come.' }),
    voice: choice(
      'nodetool.nodes.openai.agents.RealtimeAgent.Voice',
      ['none', 'ash', 'alloy', 'ballad', 'coral', 'echo', 'fable', 'onyx', 'nova', 'shimmer', 'sage', 'verse'],
      'alloy',
    ),
    speed: float(1, { min: 0.25, max: 1.5, description: 'How fast it talks.' }),
    temperature: float(0.8, { min: 0.6, max: 1.2, description: 'How freely it talks.' }),
  },
  outputs: { chunk: 'chunk', audio: 'audio', text: 'str' },
  exposeAsTool: false,
  isStreamingOutput: true,
  supportsDynamicOutputs: true,
  unavailable: NO_SOCKET,
  process: refuse,
});

/** Talks with somebody by voice. The catalogue lists a field that the type doesn't have. */
export const RealtimeAgent: NodeType = { ...realtimeAgent, basicFields: ['model', 'prompt', 'chunk', 'speed'] };

/** Writes down speech while it is spoken. */
export const RealtimeTranscription = defineNodeType({
  ...OPENAI,
  type: 'openai.agents.RealtimeTranscription',
  title: 'Realtime Transcription',
  description: 'Writes down what is said while it is said, over the realtime interface of OpenAI.',
  tags: ['audio', 'transcription', 'realtime', 'openai'],
  properties: {
    model: languageModel(),
    system: str('', { description: 'What helps to understand what is said.' }),
    temperature: float(0.8, { description: 'How freely the model guesses.' }),
  },
  outputs: { text: 'str', chunk: 'chunk' },
  exposeAsTool: false,
  isStreamingOutput: true,
  unavailable: NO_SOCKET,
  process: refuse,
});
