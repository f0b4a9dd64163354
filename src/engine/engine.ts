import { randomBytes } from 'node:crypto';

import { routeAroundBypassed } from './bypass.js';
import type { Catalogue } from './catalogue.js';
import type { EngineUpdate } from './engine-update.js';
import type { GraphProblem } from './graph-problem.js';
import { GraphInvalidError } from './graph-problem.js';
import { readGraph } from './graph.js';
import { bindParameters } from './parameters.js';
import { planGraph } from './plan/plan-graph.js';
import type { PlannedGraph } from './plan/planned-graph.js';
import { resolveGraph } from './resolved-graph.js';
import type { GraphRunOptions, RunFailure } from './run/graph-run.js';
import { GraphRun } from './run/graph-run.js';
import { findEdgeProblems, sortEdges } from './validation/edge-findings.js';
import { findIdentityProblems, findValueProblems } from './validation/node-findings.js';
import { findStructureProblems } from './validation/structure-findings.js';

/** A graph that was read and checked. */
export interface PreparedGraph {
  /** Every finding, errors first. */
  readonly problems: readonly GraphProblem[];
  readonly hasErrors: boolean;
  /** What runs; `null` when there are errors. */
  readonly plan: PlannedGraph | null;
  /** Ids of the graph nodes in the order in which the graph lists them. */
  readonly nodeIds: readonly string[];
}

/** How a run ended. */
export interface RunOutcome {
  readonly status: 'completed' | 'failed' | 'cancelled';
  /** Every value per output name. */
  readonly outputs: Record<string, unknown[]>;
  /** Last value per preview, by graph node id. */
  readonly preview: Record<string, unknown>;
  readonly error: RunFailure | null;
}

export interface RunGraphOptions {
  readonly graph: PreparedGraph;
  /** Values by name of the graph's inputs. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
  readonly emit: (update: EngineUpdate) => void;
  /** Firings that may be in progress at one time. Default 16. */
  readonly maxConcurrent?: number;
  readonly now?: () => Date;
  readonly random?: () => number;
  readonly randomBytes?: (count: number) => Uint8Array;
  /** Chooses which graph node goes on; only tests need it, results don't depend on it. */
  readonly pick?: GraphRunOptions['pick'];
}

/** Reads a stored graph, finds everything that is wrong with it, and plans how it runs. */
export const prepareGraph = (raw: unknown, catalogue: Catalogue): PreparedGraph => {
  const { graph, problems: malformed } = readGraph(raw);
  const resolved = routeAroundBypassed(resolveGraph(graph, catalogue));
  const unknownIds = new Set(graph.nodes.filter(({ type }) => !catalogue.find(type)).map(({ id }) => id));
  const { edges, problems: strayEdges } = sortEdges(resolved, unknownIds);
  const sound = { nodes: resolved.nodes, edges };
  const problems = [
    ...malformed,
    ...findIdentityProblems(graph, catalogue),
    ...findValueProblems(sound),
    ...strayEdges,
    ...findEdgeProblems(sound),
    ...findStructureProblems(sound),
  ].toSorted((a, b) => SEVERITY_ORDER.indexOf(a.severity) - SEVERITY_ORDER.indexOf(b.severity));
  const hasErrors = problems.some(({ severity }) => severity === 'error');
  const nodeIds = graph.nodes.map(({ id }) => id);
  return { problems, hasErrors, plan: hasErrors ? null : planGraph(sound), nodeIds };
};

/**
 * Runs a prepared graph to its end. Exactly one terminal `job_update` is emitted, as the last update.
 *
 * @throws GraphInvalidError when the graph has errors; nothing has run then
 * @throws ParametersInvalidError when parameters don't fit the graph's inputs; nothing has run then
 */
export const runGraph = async (options: RunGraphOptions): Promise<RunOutcome> => {
  const { graph, params, signal, emit, maxConcurrent = 16 } = options;
  const { plan } = graph;
  if (!plan) throw new GraphInvalidError(graph.problems.filter(({ severity }) => severity === 'error'));
  const bound = bindParameters(plan, params);
  const startedAt = performance.now();
  emit({ type: 'job_update', status: 'running' });
  warn(graph, bound.unknown, emit);
  const environment = {
    signal,
    emit,
    now: options.now ?? (() => new Date()),
    random: options.random ?? Math.random,
    randomBytes: options.randomBytes ?? ((count: number) => randomBytes(count)),
  };
  const run = new GraphRun(bound.graph, { environment, maxConcurrent, ...(options.pick && { pick: options.pick }) });
  const end = await run.execute();
  const outcome = outcomeOf(run, end, graph.nodeIds);
  emit(terminalUpdate(outcome, (performance.now() - startedAt) / 1000));
  return outcome;
};

const SEVERITY_ORDER = ['error', 'warning', 'suggestion'];

/** Warnings let a graph run; they stand in its log. */
const warn = (graph: PreparedGraph, unknown: readonly string[], emit: (update: EngineUpdate) => void): void => {
  for (const { severity, message, node_id: nodeId } of graph.problems) {
    if (severity === 'warning') emit(logUpdate(message, nodeId ?? null));
  }
  for (const name of unknown)
    emit(logUpdate(`Parameter '${name}' is ignored: the workflow has no input of that name.`, null));
};

const logUpdate = (content: string, nodeId: string | null): EngineUpdate => ({
  type: 'log_update',
  node_id: nodeId,
  node_name: null,
  content,
  severity: 'warning',
});

const outcomeOf = (run: GraphRun, end: 'ended' | 'cancelled', nodeIds: readonly string[]): RunOutcome => {
  const status = end === 'cancelled' ? 'cancelled' : run.failure ? 'failed' : 'completed';
  const error = status === 'cancelled' ? { message: 'The run was cancelled.' } : run.failure;
  return { status, outputs: run.results.outputs(nodeIds), preview: run.results.preview(), error };
};

const terminalUpdate = ({ status, outputs, error }: RunOutcome, duration: number): EngineUpdate => {
  if (status === 'completed') return { type: 'job_update', status, result: outputs, duration };
  return { type: 'job_update', status, error: error?.message ?? '', duration };
};
