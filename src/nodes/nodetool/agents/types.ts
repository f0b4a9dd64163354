import type { NodeType } from '../../../engine/node-type.js';
import { Agent } from './agent.js';
import { Classifier } from './classifier.js';
import { ControlAgent } from './control-agent.js';
import { CreateThread } from './create-thread.js';
import { Extractor } from './extractor.js';
import { ResearchAgent } from './research-agent.js';
import { Summarizer } from './summarizer.js';

/** The node types of `nodetool.agents`. */
export const nodetoolAgentsTypes: readonly NodeType[] = [
  Agent,
  Classifier,
  ControlAgent,
  CreateThread,
  Extractor,
  ResearchAgent,
  Summarizer,
];
