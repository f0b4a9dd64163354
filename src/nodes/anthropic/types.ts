import type { NodeType } from '../../engine/node-type.js';
import { ClaudeAgent } from './agents.js';

/** The node types of `anthropic`. */
export const anthropicTypes: readonly NodeType[] = [ClaudeAgent];
