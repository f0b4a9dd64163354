import { isRecord } from '../../common/json.js';
import { valueClass } from '../admission.js';
import { Failure } from '../failure.js';
import { CONTROL_HANDLE } from '../graph.js';
import type { PlannedNode } from '../plan/planned-graph.js';
import type { Property } from '../property.js';
import { admitTo, describeNode } from '../resolved-graph.js';
import { spellType } from '../type-metadata.js';
import type { HandleState } from './handle-state.js';
import { StreamReader } from './stream-reader.js';

/** What a firing works on: declared properties, and handles that the author added. */
export interface FiringInputs {
  readonly inputs: Record<string, unknown>;
  readonly dynamicInputs: Readonly<Record<string, unknown>>;
}

/**
 * Lays what arrived by edges over the graph node's own values. What arrives replaces the own value, also when it is
 * null or empty; the values of an order replace both.
 *
 * @throws TypeError naming the property, the type that it takes and the class of the value that arrived
 */
export const firingInputs = (node: PlannedNode, handles: readonly HandleState[]): FiringInputs => {
  const inputs = { ...node.inputs };
  let { dynamicInputs } = node;
  let orders: unknown = null;
  for (const { plan, value } of handles) {
    if (plan.name === CONTROL_HANDLE) orders = value;
    else if (isHandedOn(value)) inputs[plan.name] = value;
    else if (plan.property) inputs[plan.name] = admitted(plan.name, plan.property, value);
    else dynamicInputs = { ...dynamicInputs, [plan.name]: value };
  }
  if (!isRecord(orders) || !isRecord(orders['properties'])) return { inputs, dynamicInputs };
  return { inputs, dynamicInputs: ordered(node, orders['properties'], inputs, dynamicInputs) };
};

/** Streams check their values one by one, and a failure arrives only where one is taken. */
const isHandedOn = (value: unknown): boolean => value instanceof StreamReader || value instanceof Failure;

/** Lays the values of an order over all others, for this firing. */
const ordered = (
  { nodeType, graphNode }: PlannedNode,
  properties: Readonly<Record<string, unknown>>,
  inputs: Record<string, unknown>,
  dynamicInputs: FiringInputs['dynamicInputs'],
): FiringInputs['dynamicInputs'] => {
  const added: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(properties)) {
    const property = Object.hasOwn(nodeType.properties, name) ? nodeType.properties[name] : undefined;
    if (property) inputs[name] = orderedValue(name, property, value);
    else if (nodeType.isDynamic || Object.hasOwn(graphNode.dynamicProperties, name)) added[name] = value;
    else
      throw new TypeError(
        `Control property ${name} failed: ${describeNode(graphNode)} has no such property (it has: ${Object.keys(nodeType.properties).join(', ') || 'none'})`,
      );
  }
  return { ...dynamicInputs, ...added };
};

const orderedValue = (name: string, property: Property, value: unknown): unknown => {
  const admission = admitTo(property, value);
  if (admission.isAdmitted) return admission.value;
  throw new TypeError(
    `Control property ${name} failed: it takes ${spellType(property.type)}, but its value is of type ${valueClass(value)}`,
  );
};

/**
 * Checks a value that arrived against its property.
 *
 * @throws TypeError naming the property, the type that it takes and the class of the value
 */
export const admitted = (name: string, property: Property, value: unknown): unknown => {
  const admission = admitTo(property, value);
  if (admission.isAdmitted) return admission.value;
  throw new TypeError(
    `property '${name}' takes ${spellType(property.type)}, but a value of type ${valueClass(value)} arrived`,
  );
};
