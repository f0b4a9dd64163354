import type { JsonObject, JsonValue } from '../common/json.js';
import type { Catalogue } from './catalogue.js';
import { readGraph } from './graph.js';
import type { ResolvedGraph, ResolvedNode } from './resolved-graph.js';
import { resolveGraph, staticInputs } from './resolved-graph.js';
import { isEmptyReference, jsonSchemaOf } from './type-schema.js';

/** What a workflow takes and gives, as JSON Schema objects. */
export interface GraphSchemas {
  readonly input: JsonObject;
  readonly output: JsonObject;
}

/**
 * Derives the schemas from a graph's input and output nodes. An input is required when it has no value of its own;
 * bounds are those that the author stored. An output has the type of what leads into it.
 */
export const graphSchemas = (raw: unknown, catalogue: Catalogue): GraphSchemas => {
  const graph = resolveGraph(readGraph(raw).graph, catalogue);
  const nodes = [...graph.nodes.values()];
  return {
    input: objectSchema(nodes.filter(({ nodeType }) => nodeType.role === 'input').map(inputEntry)),
    output: objectSchema(
      nodes.filter(({ nodeType }) => nodeType.role === 'output').map((node) => outputEntry(node, graph)),
    ),
  };
};

interface Entry {
  readonly name: string;
  readonly schema: JsonObject;
  readonly isRequired: boolean;
}

const objectSchema = (entries: readonly Entry[]): JsonObject => ({
  type: 'object',
  properties: Object.fromEntries(entries.map(({ name, schema }) => [name, schema])),
  required: entries.filter(({ isRequired }) => isRequired).map(({ name }) => name),
});

const inputEntry = (node: ResolvedNode): Entry => {
  const { data } = node.graphNode;
  const stored = staticInputs(node)['value'] ?? null;
  const own = isEmptyReference(stored) ? null : stored;
  const property = node.nodeType.properties['value'];
  const options = Array.isArray(data['options']) ? data['options'] : [];
  return {
    name: nameOf(node),
    isRequired: own === null,
    schema: {
      ...jsonSchemaOf(property?.type ?? { type: 'any' }),
      ...bound('minimum', data['min']),
      ...bound('maximum', data['max']),
      ...(Number(data['max_length'] ?? 0) > 0 && bound('maxLength', data['max_length'])),
      ...(options.length > 0 && { enum: options }),
      ...description(data['description']),
      // Stored values come from JSON text.
      ...(own !== null && { default: own as JsonValue }),
    },
  };
};

const outputEntry = (node: ResolvedNode, { nodes, edges }: ResolvedGraph): Entry => {
  const { id, data } = node.graphNode;
  const edge = edges.find(({ target, targetHandle }) => target === id && targetHandle === 'value');
  const type = edge && nodes.get(edge.source)?.outputs[edge.sourceHandle]?.type;
  const schema = { ...jsonSchemaOf(type ?? { type: 'any' }), ...description(data['description']) };
  return { name: nameOf(node), schema, isRequired: false };
};

const nameOf = ({ graphNode: { id, data } }: ResolvedNode): string =>
  typeof data['name'] === 'string' && data['name'] !== '' ? data['name'] : id;

const bound = (keyword: string, value: unknown): JsonObject => (typeof value === 'number' ? { [keyword]: value } : {});

const description = (text: unknown): JsonObject =>
  typeof text === 'string' && text !== '' ? { description: text } : {};
