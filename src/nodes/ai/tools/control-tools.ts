import type { ControlledNode, NodeRuns } from '../../../engine/services/node-runs.js';
import type { AgentTool } from './agent-tool.js';
import { plainResult } from './node-type-tool.js';
import { argumentsSchema } from './property-schema.js';
import { freeName, toolNameOf } from './tool-name.js';

/** Firings of controlled graph nodes that one agent may ask for. */
const MAX_CALLS = 16;
const TIMEOUT_MS = 300_000;

/** What a model learns of a firing that it asked for. */
interface ControlResult {
  readonly status: 'completed' | 'timeout' | 'error' | 'max_calls_reached';
  readonly event_type: 'run';
  readonly target_node_id: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
  readonly error?: string;
}

/**
 * Makes a tool of each graph node at the end of a control edge: a call fires it once with the arguments as its properties.
 *
 * @param taken names of the agent's other tools
 */
export const controlTools = (
  runs: NodeRuns,
  taken: ReadonlySet<string>,
  limits: { readonly maxCalls?: number; readonly timeoutMs?: number } = {},
): readonly AgentTool[] => {
  const names = new Set(taken);
  const budget = { left: limits.maxCalls ?? MAX_CALLS };
  return runs.controlled.map((node) => {
    const name = freeName(toolNameOf(node.title), names);
    names.add(name);
    const { title, description } = node.nodeType;
    const about = node.title === title ? description : `${title}. ${description}`;
    return {
      definition: {
        name,
        description: `${node.title}: ${about}`,
        parameters: argumentsSchema(node.nodeType.properties, node.properties),
      },
      run: (args) => fire(node, args, { runs, budget, timeoutMs: limits.timeoutMs ?? TIMEOUT_MS }),
    };
  });
};

const fire = async (
  { id }: ControlledNode,
  properties: Readonly<Record<string, unknown>>,
  {
    runs,
    budget,
    timeoutMs,
  }: { readonly runs: NodeRuns; readonly budget: { left: number }; readonly timeoutMs: number },
): Promise<ControlResult> => {
  const about = { event_type: 'run', target_node_id: id, properties } as const;
  if (budget.left <= 0) {
    const error = 'No further calls of this kind are allowed: answer with what you have.';
    return { status: 'max_calls_reached', ...about, error };
  }
  budget.left -= 1;
  try {
    const outputs = await within(timeoutMs, runs.control(id, properties));
    if (outputs === null) return { status: 'timeout', ...about, error: `no result within ${timeoutMs / 1000} seconds` };
    return { status: 'completed', ...about, result: plainResult(outputs) };
  } catch (error) {
    return { status: 'error', ...about, error: error instanceof Error ? error.message : String(error) };
  }
};

/** Waits for a result; null when it takes too long. */
const within = async <T>(timeoutMs: number, work: Promise<T>): Promise<T | null> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};
