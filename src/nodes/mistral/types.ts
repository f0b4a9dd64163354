import type { NodeType } from '../../engine/node-type.js';
import { Embedding } from './embeddings.js';
import { ChatComplete, CodeComplete } from './text.js';
import { ImageToText, OCR } from './vision.js';

/** The node types of `mistral`. */
export const mistralTypes: readonly NodeType[] = [Embedding, ChatComplete, CodeComplete, ImageToText, OCR];
