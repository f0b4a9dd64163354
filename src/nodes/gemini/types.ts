import type { NodeType } from '../../engine/node-type.js';
import { TextToSpeech, Transcribe } from './audio.js';
import { ImageGeneration } from './image.js';
import { Embedding, GroundedSearch } from './text.js';
import { ImageToVideo, TextToVideo } from './video.js';

/** The node types of `gemini`. */
export const geminiTypes: readonly NodeType[] = [
  TextToSpeech,
  Transcribe,
  ImageGeneration,
  Embedding,
  GroundedSearch,
  ImageToVideo,
  TextToVideo,
];
