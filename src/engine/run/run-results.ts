import { valueClass } from '../admission.js';
import type { EngineUpdate } from '../engine-update.js';
import type { Outputs } from '../node-type.js';
import type { PlannedNode } from '../plan/planned-graph.js';

/** Collects what a run gives back: values of output nodes by name, and previews by graph node. */
export class RunResults {
  private readonly values = new Map<PlannedNode, unknown[]>();
  private readonly previews = new Map<string, unknown>();
  private readonly saves = new Map<string, unknown>();

  /** Notes what a graph node emitted; only outputs and previews matter here. */
  record(node: PlannedNode, outputs: Outputs): readonly EngineUpdate[] {
    const { role } = node.nodeType;
    if (role !== 'output' && role !== 'preview') return [];
    const value = outputs['output'];
    if (value === undefined || (value === null && node.handles.length === 0)) return [];
    const { id } = node.graphNode;
    if (role === 'preview') {
      this.previews.set(id, value);
      return [{ type: 'preview_update', node_id: id, value }];
    }
    const list = this.values.get(node);
    if (list) list.push(value);
    else this.values.set(node, [value]);
    const name = outputName(node);
    const type = valueClass(value);
    return [
      {
        type: 'output_update',
        node_id: id,
        node_name: name,
        output_name: name,
        value,
        output_type: type,
        metadata: {},
      },
    ];
  }

  /** Notes what a graph node keeps for the user. */
  save({ graphNode }: PlannedNode, name: string, value: unknown): EngineUpdate {
    this.saves.set(name, value);
    const { id } = graphNode;
    return { type: 'save_update', node_id: id, name, value, output_type: valueClass(value), metadata: {} };
  }

  /** Takes over what was kept before the run was interrupted. */
  restoreSaved(saved: Outputs): void {
    for (const [name, value] of Object.entries(saved)) this.saves.set(name, value);
  }

  /**
   * Every value per output name. Output nodes of one name are joined in the graph's order, not in the order of arrival,
   * so that the result is always the same.
   */
  outputs(order: readonly string[]): Record<string, unknown[]> {
    const places = new Map(order.map((id, place) => [id, place]));
    const placeOf = ({ graphNode }: PlannedNode): number => places.get(graphNode.id) ?? 0;
    const result: Record<string, unknown[]> = {};
    for (const [node, values] of [...this.values].toSorted(([a], [b]) => placeOf(a) - placeOf(b))) {
      const list = (result[outputName(node)] ??= []);
      for (const value of values) list.push(value);
    }
    return result;
  }

  /** Last value per preview, by graph node id. */
  preview(): Record<string, unknown> {
    return Object.fromEntries(this.previews);
  }

  /** Last value per name of what graph nodes kept for the user. */
  saved(): Record<string, unknown> {
    return Object.fromEntries(this.saves);
  }
}

/** Name under which an output node's values are found; without one, its id. */
export const outputName = ({ inputs, graphNode }: PlannedNode): string => {
  const { name } = inputs;
  return typeof name === 'string' && name !== '' ? name : graphNode.id;
};
