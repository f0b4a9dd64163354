import type { NodeRuns, NodeTypeView } from '../../../engine/services/node-runs.js';
import type { AgentTool } from './agent-tool.js';
import { argumentsSchema } from './property-schema.js';

/** Lets a model run a node type of the catalogue. */
export const nodeTypeTool = (
  name: string,
  { type, title, description, properties }: NodeTypeView,
  runs: NodeRuns,
): AgentTool => ({
  definition: { name, description: `${title}: ${description}`, parameters: argumentsSchema(properties) },
  run: async (args) => plainResult(await runs.runNode(type, args)),
});

/** A node type with one output called `output` gives just its value. */
export const plainResult = (outputs: Readonly<Record<string, unknown>>): unknown => {
  const names = Object.keys(outputs);
  return names.length === 1 && names[0] === 'output' ? outputs['output'] : outputs;
};
