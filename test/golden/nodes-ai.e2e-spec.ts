import { anthropicTypes } from '../../src/nodes/anthropic/types.js';
import { geminiTypes } from '../../src/nodes/gemini/types.js';
import { mistralTypes } from '../../src/nodes/mistral/types.js';
import { nodetoolAgentsTypes } from '../../src/nodes/nodetool/agents/types.js';
import { nodetoolGeneratorsTypes } from '../../src/nodes/nodetool/generators/types.js';
import { openaiTypes } from '../../src/nodes/openai/types.js';
import { vectorChromaTypes } from '../../src/nodes/vector/chroma/types.js';
import { vectorFaissTypes } from '../../src/nodes/vector/faiss/types.js';
import { describeGoldens } from './run-node-type.js';

const types = [
  ...anthropicTypes,
  ...geminiTypes,
  ...mistralTypes,
  ...nodetoolAgentsTypes,
  ...nodetoolGeneratorsTypes,
  ...openaiTypes,
  ...vectorChromaTypes,
  ...vectorFaissTypes,
];

describeGoldens({
  types,
  namespaces: [...new Set(types.map(({ type }) => type.slice(0, type.lastIndexOf('.'))))],
});
