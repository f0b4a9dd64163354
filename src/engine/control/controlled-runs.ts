import type { Outputs } from '../node-type.js';
import type { PlannedNode } from '../plan/planned-graph.js';
import type { ControlledNode, NodeRuns } from '../services/node-runs.js';
import type { ControllerOutputs } from './controller-outputs.js';

/** The runs of a graph node that controls others. */
export class ControlledRuns implements NodeRuns {
  readonly controlled: readonly ControlledNode[];

  constructor(
    targets: readonly PlannedNode[],
    private readonly outputs: ControllerOutputs,
    private readonly inner: NodeRuns,
    private readonly signal: AbortSignal,
  ) {
    this.controlled = targets.map(controlledNode);
  }

  async control(nodeId: string, properties: Readonly<Record<string, unknown>>): Promise<Outputs> {
    // Orders belong to a firing: one that was given up gives no more.
    this.signal.throwIfAborted();
    return this.outputs.call(nodeId, properties);
  }

  nodeTypes(): ReturnType<NodeRuns['nodeTypes']> {
    return this.inner.nodeTypes();
  }

  runNode(...call: Parameters<NodeRuns['runNode']>): ReturnType<NodeRuns['runNode']> {
    return this.inner.runNode(...call);
  }

  runGraph(...call: Parameters<NodeRuns['runGraph']>): ReturnType<NodeRuns['runGraph']> {
    return this.inner.runGraph(...call);
  }
}

const controlledNode = ({ graphNode, title, nodeType, inputs, handles }: PlannedNode): ControlledNode => {
  const connected = new Set(handles.map(({ name }) => name));
  const properties = Object.fromEntries(Object.entries(inputs).filter(([name]) => !connected.has(name)));
  return { id: graphNode.id, title, nodeType, properties };
};
