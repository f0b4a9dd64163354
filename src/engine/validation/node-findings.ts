import { groupBy } from '../../common/group-by.js';
import { valueClass } from '../admission.js';
import type { Catalogue } from '../catalogue.js';
import type { Graph, GraphNode } from '../graph.js';
import type { GraphProblem } from '../graph-problem.js';
import { boundsFault } from '../input-bounds.js';
import type { Property } from '../property.js';
import type { ResolvedGraph, ResolvedNode } from '../resolved-graph.js';
import { admitTo, describeNode, isSilent } from '../resolved-graph.js';
import { spellType } from '../type-metadata.js';

/** Findings about identities: doubled ids, and node types that are unknown, with near names, or called otherwise today. */
export const findIdentityProblems = (graph: Graph, catalogue: Catalogue): GraphProblem[] => {
  const seen = new Set<string>();
  const problems: GraphProblem[] = [];
  for (const node of graph.nodes) {
    if (seen.has(node.id)) problems.push(duplicateId(node));
    seen.add(node.id);
    const found = catalogue.find(node.type);
    if (!found) problems.push(unknownType(node, catalogue));
    else if (found.type !== node.type) problems.push(renamedType(node, found.type));
  }
  return problems;
};

/** Findings about stored values: wrong types, bounds, unknown keys, and input names. */
export const findValueProblems = ({ nodes }: ResolvedGraph): GraphProblem[] => [
  ...[...nodes.values()].flatMap((node) => [...valueProblems(node), ...unknownKeys(node)]),
  ...[...nodes.values()].filter(({ nodeType }) => nodeType.role === 'input').flatMap(ownValueProblem),
  ...inputNameProblems([...nodes.values()].filter(({ nodeType }) => nodeType.role === 'input')),
];

const duplicateId = (node: GraphNode): GraphProblem => ({
  code: 'DUPLICATE_NODE_ID',
  severity: 'error',
  node_id: node.id,
  message: `Duplicate node ID: ${node.id}; ${describeNode(node)} needs an id of its own.`,
});

const unknownType = (node: GraphNode, catalogue: Catalogue): GraphProblem => {
  const near = catalogue.near(node.type);
  const hint = near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : '';
  return {
    code: 'UNKNOWN_NODE_TYPE',
    severity: 'error',
    node_id: node.id,
    message: `Node type not found: ${node.type} (node: ${node.id}).${hint}`,
  };
};

const renamedType = (node: GraphNode, type: string): GraphProblem => ({
  code: 'RENAMED_NODE_TYPE',
  severity: 'warning',
  node_id: node.id,
  message: `${describeNode(node)} has a former name of ${type}, which runs in its place. Save it with the new name.`,
});

const valueProblems = (node: ResolvedNode): GraphProblem[] =>
  Object.entries(node.nodeType.properties).flatMap(([name, property]) => {
    const value = node.graphNode.data[name];
    if (isSilent(value)) return [];
    if (!admitTo(property, value).isAdmitted) return [wrongType(node, name, property, value)];
    return outOfRange(node, name, property, value);
  });

const wrongType = ({ graphNode }: ResolvedNode, name: string, property: Property, value: unknown): GraphProblem => ({
  code: 'INVALID_VALUE',
  severity: 'error',
  node_id: graphNode.id,
  handle: name,
  message: `${describeNode(graphNode)}: property '${name}' takes ${spellType(property.type)}, but its value is of type ${valueClass(value)}.`,
});

/** NodeTool doesn't enforce these bounds, and published workflows step over some: worth a warning, no refusal. */
const outOfRange = ({ graphNode }: ResolvedNode, name: string, property: Property, value: unknown): GraphProblem[] => {
  const { min = -Infinity, max = Infinity } = property;
  if (typeof value !== 'number' || (value >= min && value <= max)) return [];
  return [
    {
      code: 'OUT_OF_RANGE',
      severity: 'warning',
      node_id: graphNode.id,
      handle: name,
      message: `${describeNode(graphNode)}: property '${name}' is ${value}, outside its range ${min} to ${max}.`,
    },
  ];
};

/** A run that gives no parameter is refused then; one that gives a better one isn't. */
const ownValueProblem = ({ graphNode }: ResolvedNode): GraphProblem[] => {
  const message = boundsFault(`${describeNode(graphNode)}: its own value`, graphNode, graphNode.data['value']);
  return message === null
    ? []
    : [{ code: 'OUT_OF_RANGE', severity: 'warning', node_id: graphNode.id, handle: 'value', message }];
};

const unknownKeys = ({ graphNode, nodeType }: ResolvedNode): GraphProblem[] =>
  Object.keys(graphNode.data)
    .filter((key) => !Object.hasOwn(nodeType.properties, key))
    .map((key) => ({
      code: 'UNKNOWN_PROPERTY',
      severity: 'warning',
      node_id: graphNode.id,
      handle: key,
      message: `${describeNode(graphNode)} has no property '${key}': its value is ignored.`,
    }));

const inputNameProblems = (inputs: readonly ResolvedNode[]): GraphProblem[] => {
  const byName = groupBy(inputs, ({ graphNode }) => inputName(graphNode));
  return [...byName].flatMap(([name, nodes]) => {
    if (name === '') return nodes.map(({ graphNode }) => withoutName(graphNode));
    return nodes.length > 1 ? [doubledName(name, nodes)] : [];
  });
};

const inputName = ({ data }: GraphNode): string => (typeof data['name'] === 'string' ? data['name'] : '');

const withoutName = (node: GraphNode): GraphProblem => ({
  code: 'INPUT_WITHOUT_NAME',
  severity: 'error',
  node_id: node.id,
  handle: 'name',
  message: `${describeNode(node)}: an input needs a name, so that a parameter can be given to it.`,
});

const doubledName = (name: string, nodes: readonly ResolvedNode[]): GraphProblem => ({
  code: 'DUPLICATE_INPUT_NAME',
  severity: 'error',
  handle: 'name',
  message: `Several inputs are named '${name}' (${nodes.map(({ graphNode }) => `${graphNode.id}: ${graphNode.type}`).join(', ')}): give each a name of its own.`,
});
