import { groupBy } from '../../common/group-by.js';
import type { GraphEdge } from '../graph.js';
import type { OutputKind } from '../node-type.js';
import type { ResolvedGraph, ResolvedNode } from '../resolved-graph.js';
import { staticInputs } from '../resolved-graph.js';
import { topologicalOrder } from '../validation/structure-findings.js';
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
  const edges = graph.edges.filter(
    ({ source, target, isControl }) => !isControl && active.has(source) && active.has(target),
  );
  const planner = new Planner(groupBy(edges, ({ target }) => target));
  for (const id of topologicalOrder(active.keys(), edges).order) {
    const node = active.get(id);
    if (node) planner.add(node);
  }
  return { nodes: planner.nodes, edges: planner.edges };
};

class Planner {
  readonly nodes: PlannedNode[] = [];
  readonly edges: PlannedEdge[] = [];
  private readonly byId = new Map<string, PlannedNode>();

  constructor(private readonly incoming: ReadonlyMap<string, readonly GraphEdge[]>) {}

  add(node: ResolvedNode): void {
    const { graphNode, nodeType } = node;
    const index = this.nodes.length;
    const handles = this.planHandles(node, index);
    const join = planJoin(graphNode.id, handles, graphNode.syncMode);
    const planned: PlannedNode = {
      index,
      graphNode,
      nodeType,
      title: graphNode.title ?? nodeType.title,
      inputs: staticInputs(node),
      dynamicInputs: nodeType.isDynamic ? graphNode.dynamicProperties : {},
      handles,
      join,
      outputs: planOutputs(node, join),
    };
    this.nodes.push(planned);
    this.byId.set(graphNode.id, planned);
  }

  private planHandles({ graphNode, nodeType }: ResolvedNode, target: number): readonly PlannedHandle[] {
    const byHandle = groupBy(this.incoming.get(graphNode.id) ?? [], ({ targetHandle }) => targetHandle);
    return [...byHandle].map(([name, graphEdges]) => {
      const edges = graphEdges.flatMap((edge) => this.planEdge(edge, target));
      const scopes = edges.map(({ scope }) => scope);
      const [only = []] = scopes;
      return {
        name,
        property: nodeType.properties[name] ?? null,
        edges,
        scope: edges.length > 1 ? gatheredScope(scopes) : only,
      };
    });
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
