import { isRecord } from '../common/json.js';
import type { GraphProblem } from './graph-problem.js';
import type { TypeMetadata } from './type-metadata.js';

/** How a graph node combines inputs of independent iterations. */
export type SyncMode = 'on_any' | 'zip_all';

/** A vertex as stored, with NodeTool's spellings settled. */
export interface GraphNode {
  readonly id: string;
  readonly type: string;
  /** Values of declared properties. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Values of handles that the author added. */
  readonly dynamicProperties: Readonly<Record<string, unknown>>;
  /** Outputs that the author added. */
  readonly dynamicOutputs: Readonly<Record<string, TypeMetadata>>;
  readonly syncMode: SyncMode;
  readonly title: string | null;
  readonly isBypassed: boolean;
  /** The author's limit for one firing, in milliseconds; null where the node type's counts. */
  readonly timeoutMs: number | null;
}

/** A connection from an output to a property. */
export interface GraphEdge {
  readonly id: string;
  readonly source: string;
  readonly sourceHandle: string;
  readonly target: string;
  readonly targetHandle: string;
  readonly isControl: boolean;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** Handle that control edges lead to. */
export const CONTROL_HANDLE = '__control__';

/**
 * Reads a graph as NodeTool stores it. `properties` counts as `data`, snake-case handles and React Flow's control
 * spellings are understood, unknown keys are ignored.
 *
 * @returns the readable part of the graph and a `MALFORMED` problem for every part that isn't
 */
export const readGraph = (raw: unknown): { readonly graph: Graph; readonly problems: readonly GraphProblem[] } => {
  const problems: GraphProblem[] = [];
  const malformed = (message: string): void => void problems.push({ code: 'MALFORMED', severity: 'error', message });
  if (!isRecord(raw) || !Array.isArray(raw['nodes'])) {
    malformed('A graph is an object with a list of "nodes" and a list of "edges".');
    return { graph: { nodes: [], edges: [] }, problems };
  }
  const nodes = raw['nodes'].flatMap((node: unknown, index) => readNode(node) ?? malformedNode(index, malformed));
  const rawEdges: unknown = raw['edges'] ?? [];
  if (!Array.isArray(rawEdges)) malformed('"edges" of a graph is a list.');
  const edges = (Array.isArray(rawEdges) ? rawEdges : []).flatMap(
    (edge: unknown, index) => readEdge(edge) ?? malformedEdge(index, malformed),
  );
  return { graph: { nodes, edges }, problems };
};

const malformedNode = (index: number, malformed: (message: string) => void): [] => {
  malformed(`nodes[${index}] needs a text "id" and a text "type".`);
  return [];
};

const malformedEdge = (index: number, malformed: (message: string) => void): [] => {
  malformed(`edges[${index}] needs the texts "source", "sourceHandle", "target" and "targetHandle".`);
  return [];
};

const readNode = (raw: unknown): GraphNode | null => {
  if (!isRecord(raw)) return null;
  const id = typeof raw['id'] === 'number' ? String(raw['id']) : raw['id'];
  const { type } = raw;
  if (typeof id !== 'string' || id === '' || typeof type !== 'string') return null;
  const ui = recordOf(raw['ui_properties']);
  const title = ui['title'];
  return {
    id,
    type,
    data: recordOf(raw['data'] ?? raw['properties']),
    dynamicProperties: recordOf(raw['dynamic_properties'] ?? raw['dynamic_inputs']),
    dynamicOutputs: typesOf(recordOf(raw['dynamic_outputs'])),
    syncMode: raw['sync_mode'] === 'zip_all' ? 'zip_all' : 'on_any',
    title: typeof title === 'string' && title !== '' ? title : null,
    isBypassed: ui['bypassed'] === true,
    timeoutMs: timeoutOf(ui['timeout_seconds']),
  };
};

const readEdge = (raw: unknown): GraphEdge | null => {
  if (!isRecord(raw)) return null;
  const source = textOf(raw['source']);
  const target = textOf(raw['target']);
  const sourceHandle = raw['sourceHandle'] ?? raw['source_handle'];
  const targetHandle = raw['targetHandle'] ?? raw['target_handle'];
  if (source === null || target === null) return null;
  if (typeof sourceHandle !== 'string' || typeof targetHandle !== 'string') return null;
  const id =
    typeof raw['id'] === 'string' && raw['id'] ? raw['id'] : `${source}:${sourceHandle}->${target}:${targetHandle}`;
  const kinds = [raw['edge_type'], raw['type'], recordOf(raw['data'])['edge_type']];
  const isControl = targetHandle === CONTROL_HANDLE || kinds.includes('control');
  return { id, source, sourceHandle, target, targetHandle, isControl };
};

/** Seconds to milliseconds; what isn't a positive number says nothing. */
const timeoutOf = (seconds: unknown): number | null =>
  typeof seconds === 'number' && seconds > 0 && Number.isFinite(seconds) ? seconds * 1000 : null;

const recordOf = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});

const textOf = (value: unknown): string | null =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;

const typesOf = (outputs: Record<string, unknown>): Record<string, TypeMetadata> =>
  Object.fromEntries(
    Object.entries(outputs).map(([name, type]) => [
      name,
      // A stored type is kept as it is: only its name is needed here, and a missing one means any.
      isRecord(type) && typeof type['type'] === 'string' ? (type as unknown as TypeMetadata) : { type: 'any' },
    ]),
  );
