import type { NodeType } from '../../engine/node-type.js';
import { RealtimeAgent, RealtimeTranscription } from './agents.js';
import { TextToSpeech, Transcribe, Translate } from './audio.js';
import { CreateImage, EditImage } from './image.js';
import { Embedding, Moderation, WebSearch } from './text.js';

/** The node types of `openai`. */
export const openaiTypes: readonly NodeType[] = [
  RealtimeAgent,
  RealtimeTranscription,
  TextToSpeech,
  Transcribe,
  Translate,
  CreateImage,
  EditImage,
  Embedding,
  Moderation,
  WebSearch,
];
