import { groupBy } from '../../common/group-by.js';
import { CONTROL_CONTEXT } from '../control/control-event.js';
import type { GraphEdge } from '../graph.js';
import { CONTROL_HANDLE } from '../graph.js';
import type { NodeType } from '../node-type.js';
import type { OutputKind } from '../output-kind.js';
import type { ResolvedGraph, ResolvedNode } from '../resolved-graph.js';
import { staticInputs } from '../resolved-graph.js';
import { isFeedback, topologicalOrder } from '../topology.js';
import { markGuarded } from './guards.js';
import { controlContexts, orderScope, planOrders, underOrders } from './plan-control.js';
import { planJoin } from './plan-join.js';
import type {
  JoinPlan,
  PlannedEdge,
  PlannedGraph,
  PlannedHandle,
  PlannedNode,
  PlannedOutput,
} from './planned-graph.js';
import type { Scope } from './scope.js';
import { gatheredScope } from './scope.js';

/** Works out how a graph without errors runs: its order, and the iterations that each value descends from. */
export const planGraph = (graph: ResolvedGraph): PlannedGraph => {
  const active = new Map([...graph.nodes].filter(([, { nodeType }]) => nodeType.role !== 'annotation'));
  const edges = graph.edges.filter(({ source, target }) => active.has(source) && active.has(target));
  const [back = [], forward = []] = [true, false].map((isBack) =>
    edges.filter((edge) => isFeedback(edge, active) === isBack),
  );
  const planner = new Planner(
    groupBy(forward, ({ target }) => target),
    controlContexts(active, edges),
  );
  for (const id of topologicalOrder(active.keys(), forward).order) {
    const node = active.get(id);
    if (node) planner.add(node);
  }
  for (const edge of back) planner.lead(edge);
  const places = new Map(edges.map((edge, place) => [edge, place]));
  for (const { orders } of planner.nodes) {
    orders.sort((a, b) => (places.get(a.edge) ?? 0) - (places.get(b.edge) ?? 0));
  }
  return { nodes: markGuarded(planner.nodes), edges: planner.edges };
};

/** A graph node whose loops aren't closed yet. */
interface OpenNode extends PlannedNode {
  readonly feedback: PlannedHandle[];
}

class Planner {
  readonly nodes: OpenNode[] = [];
  readonly edges: PlannedEdge[] = [];
  private readonly byId = new Map<string, OpenNode>();

  constructor(
    private readonly incoming: ReadonlyMap<string, readonly GraphEdge[]>,
    private readonly contexts: ReadonlyMap<string, unknown>,
  ) {}

  add(node: ResolvedNode): void {
    const { graphNode, nodeType } = node;
    const index = this.nodes.length;
    const handles = streamed(nodeType, this.planHandles(node, index));
    const join = planJoin(graphNode.id, handles, graphNode.syncMode);
    const planned: OpenNode = {
      index,
      graphNode,
      nodeType,
      title: graphNode.title ?? nodeType.title,
      inputs: this.inputsOf(node),
      dynamicInputs: nodeType.isDynamic ? graphNode.dynamicProperties : {},
      handles,
      feedback: [],
      join,
      isGuarded: false,
      timeoutMs: graphNode.timeoutMs ?? nodeType.timeoutMs,
      outputs: planOutputs(node, join),
      orders: [],
    };
    this.nodes.push(planned);
    this.byId.set(graphNode.id, planned);
  }

  private inputsOf(node: ResolvedNode): Readonly<Record<string, unknown>> {
    const inputs = staticInputs(node);
    if (Object.hasOwn(inputs, CONTROL_CONTEXT)) inputs[CONTROL_CONTEXT] = this.contexts.get(node.graphNode.id) ?? {};
    return inputs;
  }

  /** Closes a loop: leads a planned output back into a planned graph node. */
  lead(edge: GraphEdge): void {
    const target = this.byId.get(edge.target);
    if (!target) return;
    const name = edge.targetHandle;
    const edges = this.planEdge(edge, target.index);
    const [{ scope } = { scope: [] }] = edges;
    const property = target.nodeType.properties[name] ?? null;
    target.feedback.push({ name, property, edges, scope, streamDepth: scope.length });
  }

  private planHandles({ graphNode, nodeType }: ResolvedNode, target: number): readonly PlannedHandle[] {
    const byHandle = groupBy(this.incoming.get(graphNode.id) ?? [], ({ targetHandle }) => targetHandle);
    const handles = [...byHandle].map(([name, graphEdges]): PlannedHandle => {
      if (name === CONTROL_HANDLE) return planOrders(graphEdges.flatMap((edge) => this.planOrderEdge(edge, target)));
      const edges = graphEdges.flatMap((edge) => this.planEdge(edge, target));
      const scopes = edges.map(({ scope }) => scope);
      const [only = []] = scopes;
      return {
        name,
        property: nodeType.properties[name] ?? null,
        edges,
        scope: edges.length > 1 ? gatheredScope(scopes) : only,
        streamDepth: null,
      };
    });
    return underOrders(handles);
  }

  private planOrderEdge(edge: GraphEdge, target: number): readonly PlannedEdge[] {
    const source = this.byId.get(edge.source);
    if (!source) return [];
    const planned = { index: this.edges.length, edge, source: source.index, target, scope: orderScope(source, edge) };
    this.edges.push(planned);
    source.orders.push(planned);
    return [planned];
  }

  private planEdge(edge: GraphEdge, target: number): readonly PlannedEdge[] {
    const source = this.byId.get(edge.source);
    const output = source?.outputs.find(({ name }) => name === edge.sourceHandle);
    if (!source || !output) return [];
    const planned = { index: this.edges.length, edge, source: source.index, target, scope: output.scope };
    this.edges.push(planned);
    output.edges.push(planned);
    return [planned];
  }
}

/** Handles that come as streams take part in the join by the iteration around them. */
const streamed = ({ behaviour }: NodeType, handles: readonly PlannedHandle[]): readonly PlannedHandle[] => {
  if (behaviour.kind !== 'consume') return handles;
  const { streams } = behaviour.consumption;
  const around = gatheredScope(handles.filter(({ name }) => streams.includes(name)).map(({ scope }) => scope));
  return handles.map((handle) =>
    streams.includes(handle.name) ? { ...handle, scope: around, streamDepth: handle.scope.length } : handle,
  );
};

const planOutputs = ({ graphNode, nodeType, outputs }: ResolvedNode, join: JoinPlan): readonly PlannedOutput[] => {
  const isReduction = nodeType.behaviour.kind === 'reduce';
  return Object.entries(outputs).map(([name, { kind, type }]) => ({
    name,
    kind,
    type: type.type,
    edges: [],
    scope: outputScope(join.scope, kind, isReduction, graphNode.id),
  }));
};

const outputScope = (scope: Scope, kind: OutputKind, isReduction: boolean, nodeId: string): Scope => {
  if (kind === 'iteration') return [...scope, nodeId];
  return isReduction ? scope.slice(0, -1) : scope;
};
