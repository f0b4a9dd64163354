import { assertNever } from '../../common/assert-never.js';
import { Catalogue } from '../catalogue.js';
import type { EngineUpdate } from '../engine-update.js';
import type { NodeType, Outputs } from '../node-type.js';
import { defineNodeType } from '../node-type.js';
import type { Caller, RunEnvironment } from '../run/actor-context.js';
import { NO_RUNS } from '../run/no-runs.js';
import type { InnerRunOptions, NodeRuns, NodeTypeView } from '../services/node-runs.js';
import { goDeeper } from './nesting.js';

/** How a run inside of another one ended. */
interface InnerOutcome {
  readonly status: 'completed' | 'failed' | 'cancelled' | 'suspended';
  readonly outputs: Readonly<Record<string, readonly unknown[]>>;
  readonly error: { readonly message: string } | null;
}

/** What runs a graph inside of a firing. */
export interface InnerEngine {
  readonly catalogue: Catalogue;
  /** @throws Error when the graph or its parameters are refused */
  run(
    graph: unknown,
    params: Readonly<Record<string, unknown>>,
    environment: RunEnvironment,
    catalogue: Catalogue,
  ): Promise<InnerOutcome>;
}

type Properties = Readonly<Record<string, unknown>>;

/** Id of a graph node that runs alone, and of the one that gives it its values. */
const RUN_ID = 'run';
const SOURCE_ID = 'values';
const SOURCE_TYPE = 'engine.inner.Values';

/** Runs node types and graphs inside of a firing, with its services, signal, clock and random. */
export class InnerRuns implements NodeRuns {
  readonly controlled = NO_RUNS.controlled;
  readonly control = NO_RUNS.control;

  constructor(
    private readonly engine: InnerEngine,
    private readonly caller: Caller,
  ) {}

  nodeTypes(): readonly NodeTypeView[] {
    return this.engine.catalogue.list();
  }

  async runNode(type: string, properties: Properties): Promise<Outputs> {
    const nodeType = this.find(type);
    const given = Object.entries(properties).filter(([, value]) => value !== undefined);
    for (const [name] of given) checkProperty(nodeType, name);
    let result: Outputs = {};
    let fault: string | null = null;
    const watch = (update: EngineUpdate): void => {
      if (update.type !== 'node_update' || update.node_id !== RUN_ID) return;
      if (update.status === 'completed') result = update.result ?? {};
      if (update.status === 'error') fault ??= update.error ?? null;
    };
    const graph = graphOf(
      type,
      given.map(([name]) => name),
    );
    const source = sourceOf(Object.fromEntries(given));
    const { error } = await this.run(graph, {}, {}, watch, new Catalogue([nodeType, source]));
    if (error) throw new Error(`${type} failed: ${fault ?? error.message}`);
    return result;
  }

  async runGraph(
    graph: unknown,
    params: Properties,
    options: InnerRunOptions = {},
  ): Promise<Readonly<Record<string, readonly unknown[]>>> {
    const watch = (update: EngineUpdate): void => {
      if (update.type === 'output_update') options.onOutput?.(update.output_name, update.value);
    };
    const { error, outputs } = await this.run(graph, params, options, watch, this.engine.catalogue);
    if (error) throw new Error(error.message);
    return outputs;
  }

  private async run(
    graph: unknown,
    params: Properties,
    { workflow }: InnerRunOptions,
    watch: (update: EngineUpdate) => void,
    catalogue: Catalogue,
  ): Promise<InnerOutcome> {
    const { environment, signal } = this.caller;
    signal.throwIfAborted();
    const emit = (update: EngineUpdate): void => {
      watch(update);
      this.forward(update);
    };
    const nesting = goDeeper(environment.nesting, workflow);
    const outcome = await this.engine.run(graph, params, { ...environment, signal, nesting, emit }, catalogue);
    signal.throwIfAborted();
    return outcome;
  }

  /** Of what happens inside, those who watch see what the graph node around it might have said itself. */
  private forward(update: EngineUpdate): void {
    const { environment, graphNodeId, title, save } = this.caller;
    switch (update.type) {
      case 'log_update': {
        const content = update.node_name === null ? update.content : `${update.node_name}: ${update.content}`;
        environment.emit({ ...update, node_id: graphNodeId, node_name: title, content });
        return;
      }
      case 'save_update':
        save(update.name, update.value);
        return;
      case 'chunk':
      case 'notification':
      case 'tool_call_update':
      case 'tool_result_update':
      case 'planning_update':
      case 'task_update':
        environment.emit({ ...update, node_id: graphNodeId });
        return;
      case 'job_update':
      case 'node_update':
      case 'node_progress':
      case 'edge_update':
      case 'output_update':
      case 'preview_update':
        return;
      default:
        assertNever(update);
    }
  }

  private find(type: string): NodeType {
    const nodeType = this.engine.catalogue.find(type);
    if (!nodeType) {
      const near = this.engine.catalogue.near(type);
      throw new Error(`Node type not found: ${type}.${near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : ''}`);
    }
    if (nodeType.unavailable !== null) throw new Error(`${type} does not run here: ${nodeType.unavailable}`);
    return nodeType;
  }
}

/** A graph in which a node type gets values by edges: so each counts, also an empty one. */
const graphOf = (type: string, names: readonly string[]): unknown => ({
  // Without a value to give, the source would stand alone, and the log would warn of that.
  nodes: [...(names.length > 0 ? [{ id: SOURCE_ID, type: SOURCE_TYPE }] : []), { id: RUN_ID, type }],
  edges: names.map((name) => ({ source: SOURCE_ID, sourceHandle: name, target: RUN_ID, targetHandle: name })),
});

const sourceOf = (values: Properties): NodeType =>
  defineNodeType({
    type: SOURCE_TYPE,
    title: 'Values',
    description: 'Gives a node type that runs alone its values.',
    outputs: Object.fromEntries(Object.keys(values).map((name) => [name, 'any'])),
    process: () => values,
  });

const checkProperty = ({ type, properties, isDynamic }: NodeType, name: string): void => {
  if (isDynamic || Object.hasOwn(properties, name)) return;
  throw new Error(`${type} has no property '${name}'; it has: ${Object.keys(properties).join(', ') || 'none'}`);
};
