import { valueClass } from '../admission.js';
import type { PlannedNode } from '../plan/planned-graph.js';
import { admitTo } from '../resolved-graph.js';
import { spellType } from '../type-metadata.js';
import type { HandleState } from './handle-state.js';

/** What a firing works on: declared properties, and handles that the author added. */
export interface FiringInputs {
  readonly inputs: Record<string, unknown>;
  readonly dynamicInputs: Readonly<Record<string, unknown>>;
}

/**
 * Lays what arrived by edges over the graph node's own values. What arrives replaces the own value, also when it is
 * null or empty.
 *
 * @throws TypeError naming the property, the type that it takes and the class of the value that arrived
 */
export const firingInputs = (node: PlannedNode, handles: readonly HandleState[]): FiringInputs => {
  const inputs = { ...node.inputs };
  let { dynamicInputs } = node;
  for (const { plan, current } of handles) {
    if (plan.property) inputs[plan.name] = admitted(plan.name, plan.property, current);
    else dynamicInputs = { ...dynamicInputs, [plan.name]: current };
  }
  return { inputs, dynamicInputs };
};

const admitted = (name: string, property: NonNullable<HandleState['plan']['property']>, value: unknown): unknown => {
  const admission = admitTo(property, value);
  if (admission.isAdmitted) return admission.value;
  throw new TypeError(
    `property '${name}' takes ${spellType(property.type)}, but a value of type ${valueClass(value)} arrived`,
  );
};
