import type { Catalogue } from '../../engine/catalogue.js';
import { prepareGraph } from '../../engine/engine.js';
import type { PlannedNode } from '../../engine/plan/planned-graph.js';
import type { TriggerKind } from './trigger.contract.js';

/** A trigger graph node of a workflow, with the values that its author gave it. */
export interface TriggerSource {
  readonly graphNodeId: string;
  readonly kind: TriggerKind;
  readonly maxEvents: number;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What stands in the way of a workflow's events. */
export interface SourceProblem {
  readonly graphNodeId: string | null;
  readonly message: string;
}

const KINDS: Readonly<Record<string, TriggerKind>> = {
  'nodetool.triggers.IntervalTrigger': 'interval',
  'nodetool.triggers.FileWatchTrigger': 'file',
  'nodetool.triggers.WebhookTrigger': 'webhook',
  'nodetool.triggers.ManualTrigger': 'manual',
};

/** Shorter intervals would do nothing but start jobs. */
const MIN_INTERVAL_SECONDS = 0.1;

/** Reads the triggers of a graph; with problems, it can't be switched on. */
export const readSources = (
  graph: unknown,
  catalogue: Catalogue,
): { readonly sources: readonly TriggerSource[]; readonly problems: readonly SourceProblem[] } => {
  const { plan, problems } = prepareGraph(graph, catalogue);
  if (!plan) {
    const errors = problems.filter(({ severity }) => severity === 'error');
    return { sources: [], problems: errors.map(({ node_id: id, message }) => ({ graphNodeId: id ?? null, message })) };
  }
  const nodes = plan.nodes.filter(({ nodeType }) => nodeType.isTrigger);
  if (nodes.length === 0) {
    const message = 'The workflow has no trigger: put an interval, file watch, webhook or manual trigger into it.';
    return { sources: [], problems: [{ graphNodeId: null, message }] };
  }
  return { sources: nodes.map(sourceOf), problems: nodes.flatMap(problemsOf) };
};

const sourceOf = ({ graphNode, inputs }: PlannedNode): TriggerSource => ({
  graphNodeId: graphNode.id,
  kind: KINDS[graphNode.type] ?? 'other',
  maxEvents: Number(inputs['max_events'] ?? 0),
  inputs,
});

const problemsOf = ({ graphNode: { id, type }, inputs, handles }: PlannedNode): readonly SourceProblem[] => {
  const messages: string[] = [];
  const [handle] = handles;
  if (handle)
    messages.push(`The trigger ${id} has an edge to ${handle.name}: a trigger begins the run, give it a value.`);
  if (KINDS[type] === undefined) messages.push(`Nothing here waits for events of ${type}.`);
  if (KINDS[type] === 'interval' && !(Number(inputs['interval_seconds']) >= MIN_INTERVAL_SECONDS)) {
    messages.push(`interval_seconds of the trigger ${id} must be at least ${MIN_INTERVAL_SECONDS}.`);
  }
  return messages.map((message) => ({ graphNodeId: id, message }));
};
