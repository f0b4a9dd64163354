import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';

import { groupBy } from '../common/group-by.js';
import type { Output } from './behaviour.js';
import { routeAroundBypassed } from './bypass.js';
import type { Catalogue } from './catalogue.js';
import type { RunCheckpoints } from './checkpoint/checkpoint.js';
import { RunMemory } from './checkpoint/run-memory.js';
import type { WaitingNode } from './checkpoint/suspension.js';
import type { EngineUpdate } from './engine-update.js';
import type { GraphProblem } from './graph-problem.js';
import { GraphInvalidError } from './graph-problem.js';
import { readGraph } from './graph.js';
import type { InnerEngine } from './inner/inner-runs.js';
import { InnerRuns } from './inner/inner-runs.js';
import type { WorkflowName } from './inner/nesting.js';
import { outermost } from './inner/nesting.js';
import type { NodeServices } from './services/node-services.js';
import { NO_SERVICES } from './services/node-services.js';
import type { BoundGraph } from './parameters.js';
import { bindParameters } from './parameters.js';
import { planGraph } from './plan/plan-graph.js';
import type { PlannedGraph } from './plan/planned-graph.js';
import type { ResultCache } from './result-cache.js';
import { resolveGraph } from './resolved-graph.js';
import type { RunEnvironment } from './run/actor-context.js';
import type { GraphRunOptions, RunEnd, RunFailure } from './run/graph-run.js';
import { GraphRun } from './run/graph-run.js';
import { outputName } from './run/run-results.js';
import type { TriggerEvent } from './trigger-event.js';
import { withTriggerEvent } from './trigger-event.js';
import { findPlanProblems } from './validation/control-findings.js';
import { findEdgeProblems, sortEdges } from './validation/edge-findings.js';
import { findIdentityProblems, findValueProblems } from './validation/node-findings.js';
import { findLoopProblems } from './validation/loop-findings.js';
import { findStructureProblems } from './validation/structure-findings.js';
import type { Surroundings } from './validation/surroundings.js';
import { findMissingSurroundings } from './validation/surroundings.js';

/** A graph that was read and checked. */
export interface PreparedGraph {
  /** Every finding, errors first. */
  readonly problems: readonly GraphProblem[];
  readonly hasErrors: boolean;
  /** What runs; `null` when there are errors. */
  readonly plan: PlannedGraph | null;
  /** Ids of the graph nodes in the order in which the graph lists them. */
  readonly nodeIds: readonly string[];
  /** The node types that it was checked with; a graph node may run others of them. */
  readonly catalogue: Catalogue;
  /** What it was checked against besides. */
  readonly surroundings: Surroundings;
}

/** How a run ended. */
export interface RunOutcome {
  readonly status: 'completed' | 'failed' | 'cancelled' | 'suspended';
  /** Every value per output name. */
  readonly outputs: Record<string, unknown[]>;
  /** Last value per preview, by graph node id. */
  readonly preview: Record<string, unknown>;
  /** Last value per name of what graph nodes kept for the user. */
  readonly save: Record<string, unknown>;
  readonly error: RunFailure | null;
  /** Graph nodes that wait for something outside, on `suspended`. */
  readonly waiting: readonly WaitingNode[];
}

export interface RunGraphOptions {
  readonly graph: PreparedGraph;
  /** Values by name of the graph's inputs. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The event that begins the run; without one, the graph's triggers wait for theirs by themselves. */
  readonly trigger?: TriggerEvent | undefined;
  readonly signal: AbortSignal;
  readonly emit: (update: EngineUpdate) => void;
  /** Firings that may be in progress at one time. Default 16. */
  readonly maxConcurrent?: number;
  /** The stored workflow that the graph belongs to: it is refused inside of itself. */
  readonly workflow?: WorkflowName | undefined;
  /** The world outside; what isn't given refuses to work. */
  readonly services?: Partial<NodeServices>;
  /** Lets the run go on from an interrupted one and be gone on from. Without it nothing is kept, and no graph node can wait. */
  readonly checkpoints?: RunCheckpoints | undefined;
  readonly now?: () => Date;
  readonly random?: () => number;
  readonly randomBytes?: (count: number) => Uint8Array;
  /** Where results of types that allow it are kept for later runs. Without it nothing is. */
  readonly cache?: ResultCache | undefined;
  /** Chooses which graph node goes on; only tests need it, results don't depend on it. */
  readonly pick?: GraphRunOptions['pick'];
}

/**
 * Reads a stored graph, finds everything that is wrong with it, and plans how it runs.
 *
 * @param surroundings what there is where it is to run
 */
export const prepareGraph = (raw: unknown, catalogue: Catalogue, surroundings: Surroundings = {}): PreparedGraph => {
  const { graph, problems: malformed } = readGraph(raw);
  const resolved = routeAroundBypassed(
    resolveGraph(graph, catalogue, (inner) => resultsOf(prepareGraph(inner, catalogue))),
  );
  const unknownIds = new Set(graph.nodes.filter(({ type }) => !catalogue.find(type)).map(({ id }) => id));
  const { edges, problems: strayEdges } = sortEdges(resolved, unknownIds);
  const sound = { nodes: resolved.nodes, edges };
  const found = [
    ...malformed,
    ...findIdentityProblems(graph, catalogue),
    ...findMissingSurroundings(sound, surroundings),
    ...findValueProblems(sound),
    ...strayEdges,
    ...findEdgeProblems(sound),
    ...findStructureProblems(sound),
  ];
  const plan = found.some(isError) ? null : planGraph(sound);
  const problems = [...found, ...(plan ? [...findLoopProblems(plan), ...findPlanProblems(plan)] : [])].toSorted(
    (a, b) => SEVERITY_ORDER.indexOf(a.severity) - SEVERITY_ORDER.indexOf(b.severity),
  );
  const hasErrors = problems.some(isError);
  const nodeIds = graph.nodes.map(({ id }) => id);
  return { problems, hasErrors, plan: hasErrors ? null : plan, nodeIds, catalogue, surroundings };
};

/** What a graph gives to one around it: one value per output, or a stream where its output stands in an iteration. */
const resultsOf = ({ plan }: PreparedGraph): Readonly<Record<string, Output>> | null => {
  if (!plan) return null;
  const byName = groupBy(
    plan.nodes.filter(({ nodeType }) => nodeType.role === 'output'),
    outputName,
  );
  return Object.fromEntries(
    [...byName].map(([name, nodes]) => {
      const isStream = nodes.length > 1 || nodes.some(({ join }) => join.scope.length > 0);
      return [name, { type: { type: 'any' }, kind: isStream ? 'iteration' : 'single' }];
    }),
  );
};

/**
 * Runs a prepared graph to its end. Exactly one terminal `job_update` is emitted, as the last update;
 * `suspended` counts as one.
 *
 * @throws GraphInvalidError when the graph has errors, or not the trigger that an event is for; nothing has run then
 * @throws ParametersInvalidError when parameters don't fit the graph's inputs; nothing has run then
 */
export const runGraph = async (options: RunGraphOptions): Promise<RunOutcome> => {
  const { graph, signal, emit } = options;
  const bound = bindGraph(graph, options);
  // Every firing that waits and every run inside of one listens for the end.
  setMaxListeners(0, signal);
  const startedAt = performance.now();
  emit({ type: 'job_update', status: 'running' });
  warn(graph, bound.unknown, emit);
  const environment: RunEnvironment = {
    signal,
    emit,
    services: { ...NO_SERVICES, ...options.services },
    now: options.now ?? (() => new Date()),
    random: options.random ?? Math.random,
    cache: options.cache ?? null,
    randomBytes: options.randomBytes ?? ((count: number) => randomBytes(count)),
    nesting: outermost(options.workflow),
    inside: insideOf(options),
  };
  const memory = options.checkpoints && new RunMemory(bound.graph, options.checkpoints);
  const outcome = memory?.failure
    ? refusedOutcome(memory.failure)
    : await execute(new GraphRun(bound.graph, { environment, memory, ...schedulingOf(options) }), graph.nodeIds);
  emit(terminalUpdate(outcome, (performance.now() - startedAt) / 1000));
  return outcome;
};

const execute = async (run: GraphRun, nodeIds: readonly string[]): Promise<RunOutcome> =>
  outcomeOf(run, await run.execute(), nodeIds);

const bindGraph = (
  { plan, problems }: PreparedGraph,
  { params, trigger }: Pick<RunGraphOptions, 'params' | 'trigger'>,
): BoundGraph => {
  if (!plan) throw new GraphInvalidError(problems.filter(isError));
  return bindParameters(trigger ? withTriggerEvent(plan, trigger) : plan, params);
};

const schedulingOf = ({
  pick,
  maxConcurrent = 16,
}: RunGraphOptions): Pick<GraphRunOptions, 'pick' | 'maxConcurrent'> => ({ maxConcurrent, ...(pick && { pick }) });

/** What graph nodes of a run, and of runs inside of it, may run. */
const insideOf = (options: RunGraphOptions): RunEnvironment['inside'] => {
  const engine: InnerEngine = {
    catalogue: options.graph.catalogue,
    run: (raw, params, environment, catalogue) => {
      const graph = prepareGraph(raw, catalogue, options.graph.surroundings);
      const bound = bindGraph(graph, { params });
      warn(graph, bound.unknown, environment.emit);
      return execute(new GraphRun(bound.graph, { environment, ...schedulingOf(options) }), graph.nodeIds);
    },
  };
  return (caller) => new InnerRuns(engine, caller);
};

const isError = ({ severity }: GraphProblem): boolean => severity === 'error';

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

const outcomeOf = (run: GraphRun, end: RunEnd, nodeIds: readonly string[]): RunOutcome => {
  const status = end !== 'ended' ? end : run.failure ? 'failed' : 'completed';
  const error = status === 'cancelled' ? { message: 'The run was cancelled.' } : run.failure;
  return {
    status,
    outputs: run.results.outputs(nodeIds),
    preview: run.results.preview(),
    save: run.results.saved(),
    error,
    waiting: status === 'suspended' ? run.waiting : [],
  };
};

/** An interrupted run that must not go on. */
const refusedOutcome = (error: RunFailure): RunOutcome => ({
  status: 'failed',
  outputs: {},
  preview: {},
  save: {},
  error,
  waiting: [],
});

const terminalUpdate = ({ status, outputs, error, waiting }: RunOutcome, duration: number): EngineUpdate => {
  if (status === 'completed') return { type: 'job_update', status, result: outputs, duration };
  if (status === 'suspended') return { type: 'job_update', status, message: waiting[0]?.reason ?? '', duration };
  return { type: 'job_update', status, error: error?.message ?? '', duration };
};
