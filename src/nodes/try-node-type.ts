import { Catalogue } from '../engine/catalogue.js';
import { prepareGraph, runGraph } from '../engine/engine.js';
import type { EngineUpdate } from '../engine/engine-update.js';
import { GraphInvalidError } from '../engine/graph-problem.js';
import type { NodeType } from '../engine/node-type.js';
import type { NodeServices } from '../engine/services/node-services.js';
import type { TypeMetadata } from '../engine/type-metadata.js';
import { Output } from './nodetool/output/types.js';
import { TrialAssets } from './trial-assets.js';

/** What a trial may set besides the inputs. */
export interface TrialOptions {
  /** Gives up after this time. Default 10,000 ms. */
  readonly timeoutMs?: number;
  /** The clock that the node type sees. */
  readonly now?: () => Date;
  /** The random numbers that it sees, in `[0, 1)`. */
  readonly random?: () => number;
  /** The world outside that it sees. Default: bytes in memory, and nothing else. */
  readonly services?: Partial<NodeServices>;
  /** Outputs that the graph node declares itself, with the type of each. */
  readonly dynamicOutputs?: Readonly<Record<string, TypeMetadata>>;
}

/** What came of a trial. */
export interface Trial {
  /** Every value per output, in order; an output without a value is absent. */
  readonly outputs: Readonly<Record<string, readonly unknown[]>>;
  /** Lines that it logged. */
  readonly logs: readonly string[];
  /** Everything else that it told those who watch. */
  readonly updates: readonly EngineUpdate[];
}

const TIMEOUT_MS = 10_000;

/**
 * Runs one node type alone, through the engine that runs workflows: for the tests of node types.
 *
 * @param inputs values by property name; what is left out keeps its default
 * @throws Error with the findings about the inputs, or with what the node type threw
 */
export const tryNodeType = async (
  nodeType: NodeType,
  inputs: Readonly<Record<string, unknown>> = {},
  { timeoutMs = TIMEOUT_MS, services, dynamicOutputs = {}, ...world }: TrialOptions = {},
): Promise<Trial> => {
  const names = Object.keys({ ...nodeType.outputs, ...dynamicOutputs });
  const tried = { id: 'tried', type: nodeType.type, data: inputs, dynamic_outputs: dynamicOutputs };
  const graph = prepareGraph(graphOf(tried, names), new Catalogue([nodeType, Output]));
  if (graph.hasErrors) throw new GraphInvalidError(graph.problems.filter(({ severity }) => severity === 'error'));
  const logs: string[] = [];
  const updates: EngineUpdate[] = [];
  const emit = (update: EngineUpdate): void => {
    if (update.type === 'log_update') logs.push(update.content);
    else updates.push(update);
  };
  const signal = AbortSignal.timeout(timeoutMs);
  const { status, outputs, error } = await runGraph({
    graph,
    params: {},
    signal,
    emit,
    services: { assets: new TrialAssets(), ...services },
    ...world,
  });
  if (status === 'cancelled') throw new Error(`${nodeType.type} did not end within ${timeoutMs} ms`);
  if (status === 'failed') throw new Error(error?.message);
  return { outputs, logs, updates };
};

const graphOf = (tried: unknown, names: readonly string[]): unknown => ({
  nodes: [tried, ...names.map((name) => ({ id: `output ${name}`, type: Output.type, data: { name } }))],
  edges: names.map((name) => ({
    source: 'tried',
    sourceHandle: name,
    target: `output ${name}`,
    targetHandle: 'value',
  })),
});
