import { isRecord } from '../../../common/json.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { str } from '../../../engine/property.js';
import type { ControlledNode } from '../../../engine/services/node-runs.js';
import { conversation } from '../../ai/answer.js';
import { languageModel, modelCall } from '../../ai/model-property.js';
import { maxTokens } from '../../ai/properties.js';
import { askForm } from '../../ai/structured.js';
import { argumentsSchema } from '../../ai/tools/property-schema.js';

const SYSTEM = `You decide how other steps of a workflow run.
- You are told each step with its properties, their meaning and their present values.
- Choose for each step the properties that should have another value now; leave out those that may stay.
- Answer with one JSON object, which holds for the id of each step an object with its chosen properties, and nothing else.`;

/** Chooses properties of the graph nodes that it controls, and has each of them run once with these. */
export const ControlAgent = defineNodeType({
  type: 'nodetool.agents.ControlAgent',
  title: 'Control Agent',
  description: 'Has a language model choose with which properties the graph nodes at the end of its control edges run.',
  tags: ['agent', 'control', 'flow', 'llm'],
  properties: {
    model: languageModel(),
    system: str('', { description: 'What is to be decided and how; empty for the plain way.' }),
    max_tokens: maxTokens(2048),
  },
  outputs: { __control_output__: 'dict[str,any]' },
  isStreamingOutput: false,
  isPure: false,
  async *generate({ model, system, max_tokens: limit }, context) {
    const call = modelCall(model);
    const { controlled } = context.runs;
    if (controlled.length === 0)
      throw new Error('Lead a control edge from this agent to a graph node that it controls');
    const text = `Steps:\n${JSON.stringify(Object.fromEntries(controlled.map((node) => [node.id, describeNode(node)])))}`;
    const messages = conversation(system || SYSTEM, [{ type: 'text', text }]);
    const form = { schema: schemaOf(controlled), name: 'control_output', owner: 'Control agent' };
    const chosen = await askForm({ ...call, messages, maxTokens: limit }, form, context);
    for (const { id } of controlled) {
      const properties = isRecord(chosen[id]) ? chosen[id] : {};
      const event = { event_type: 'run', properties };
      yield { __control_output__: controlled.length === 1 ? properties : { target_node_id: id, event } };
    }
  },
});

const schemaOf = (controlled: readonly ControlledNode[]) => ({
  type: 'object',
  properties: Object.fromEntries(
    controlled.map(({ id, nodeType, properties }) => [id, argumentsSchema(nodeType.properties, properties)]),
  ),
  required: controlled.map(({ id }) => id),
  additionalProperties: false,
});

const describeNode = ({ title, nodeType, properties }: ControlledNode) => ({
  title,
  type: nodeType.type,
  description: nodeType.description,
  properties: argumentsSchema(nodeType.properties, properties)['properties'],
});
