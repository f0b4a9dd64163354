import { valueClass } from './admission.js';
import { boundsFault } from './input-bounds.js';
import type { PlannedGraph, PlannedNode } from './plan/planned-graph.js';
import { admitTo } from './resolved-graph.js';
import { spellType } from './type-metadata.js';

/** A parameter that doesn't fit its input. */
export interface ParameterProblem {
  /** Name of the parameter. */
  readonly name: string;
  readonly message: string;
}

/** A run was refused because of its parameters. */
export class ParametersInvalidError extends Error {
  constructor(readonly problems: readonly ParameterProblem[]) {
    super(problems.map(({ message }) => message).join('\n'));
    this.name = 'ParametersInvalidError';
  }
}

/** A graph whose inputs hold the parameters of a run. */
export interface BoundGraph {
  readonly graph: PlannedGraph;
  /** Parameters that no input of the graph takes. */
  readonly unknown: readonly string[];
}

/**
 * Puts parameters into the inputs of the same name. A null parameter counts as not given; nothing is converted.
 *
 * @throws ParametersInvalidError naming every parameter of a wrong type or outside its input's bounds
 */
export const bindParameters = (graph: PlannedGraph, params: Readonly<Record<string, unknown>>): BoundGraph => {
  const problems: ParameterProblem[] = [];
  const names = new Set<string>();
  const nodes = graph.nodes.map((node) => {
    if (node.nodeType.role !== 'input') return node;
    const name = String(node.inputs['name']);
    names.add(name);
    const given = Object.hasOwn(params, name) ? params[name] : null;
    const value = given ?? node.inputs['value'];
    const problem = typeProblem(node, name, value) ?? boundsFault(`Parameter '${name}'`, node.graphNode, value);
    if (problem) problems.push({ name, message: problem });
    return given === null || given === undefined ? node : { ...node, inputs: { ...node.inputs, value: given } };
  });
  if (problems.length > 0) throw new ParametersInvalidError(problems);
  const unknown = Object.keys(params).filter((name) => !names.has(name));
  return { graph: { ...graph, nodes }, unknown };
};

const typeProblem = ({ nodeType, graphNode }: PlannedNode, name: string, value: unknown): string | null => {
  const property = nodeType.properties['value'];
  if (!property || value === null || value === undefined || admitTo(property, value).isAdmitted) return null;
  return `Parameter '${name}' takes ${spellType(property.type)}, but its value is of type ${valueClass(value)} (input ${graphNode.id}, ${graphNode.type}).`;
};
