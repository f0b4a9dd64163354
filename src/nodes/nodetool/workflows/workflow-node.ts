import { isRecord } from '../../../common/json.js';
import type { NodeContext } from '../../../engine/node-context.js';
import type { Outputs } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { dict, str } from '../../../engine/property.js';
import { ResultRows } from './result-rows.js';

/** A graph that is to run inside of another one; without an id it isn't known to be stored. */
interface InnerWorkflow {
  readonly id: string;
  readonly name: string;
  readonly graph: unknown;
}

/** Runs a workflow as a step of another one; its inputs and outputs are the step's. */
export const Workflow = defineNodeType({
  type: 'nodetool.workflows.workflow_node.Workflow',
  title: 'Workflow',
  description:
    'Runs another workflow as one step. Its inputs are inputs of the step, its outputs are outputs of the step.',
  tags: ['workflow', 'subgraph', 'reuse', 'nested'],
  properties: {
    workflow_json: dict('', {}, { description: 'The workflow itself, or its graph. Without it, workflow_id counts.' }),
    workflow_id: str('', { description: 'Id of a stored workflow.' }),
  },
  isDynamic: true,
  supportsDynamicOutputs: true,
  layout: 'workflow',
  isPure: false,
  innerGraph: ({ workflow_json: json }) => (isRecord(json) ? graphIn(json) : null),
  async *generate({ workflow_json: json, workflow_id: id }, context) {
    const { graph, ...workflow } = await findWorkflow(json, id, context);
    yield* runInside(graph, workflow, context);
  },
});

const graphIn = (json: Readonly<Record<string, unknown>>): unknown => {
  if (isRecord(json['graph'])) return json['graph'];
  return Array.isArray(json['nodes']) ? json : null;
};

const findWorkflow = async (
  json: Readonly<Record<string, unknown>>,
  id: string,
  { workflows }: NodeContext,
): Promise<InnerWorkflow> => {
  const graph = graphIn(json);
  const storedId = id || textOf(json['id']);
  if (graph) return { id: storedId, name: textOf(json['name']), graph };
  if (storedId) return workflows.load(storedId);
  throw new Error('no workflow is chosen: set workflow_id, or put a workflow into workflow_json');
};

async function* runInside(
  graph: unknown,
  workflow: Omit<InnerWorkflow, 'graph'>,
  { runs, dynamicInputs, outputKinds }: NodeContext,
): AsyncGenerator<Outputs, void, void> {
  const rows = new ResultRows(outputKinds);
  const state = { isOver: false, error: null as unknown, wake: (): void => {} };
  const add = (name: string, value: unknown): void => {
    rows.add(name, value);
    state.wake();
  };
  const stop = (error: unknown): void => {
    Object.assign(state, { isOver: true, error });
    state.wake();
  };
  runs.runGraph(graph, dynamicInputs, { onOutput: add, ...(workflow.id && { workflow }) }).then(() => stop(null), stop);
  while (!state.isOver) {
    yield* rows.take(false);
    if (!state.isOver && !rows.hasNext) await new Promise<void>((resolve) => (state.wake = resolve));
  }
  if (state.error !== null) throw state.error;
  yield* rows.take(true);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
