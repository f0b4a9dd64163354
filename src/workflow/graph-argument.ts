import { ProtocolError } from '../protocol/protocol-error.js';
import { graphOf } from './graph-json.js';
import type { GraphJson } from './stored-workflow.js';

/**
 * Reads the outer form of a graph that a caller gave.
 *
 * @throws ProtocolError `INVALID_ARGUMENT` when it isn't one
 */
export const readGraphArgument = (command: string, raw: unknown): GraphJson => {
  const graph = graphOf(raw);
  if (graph) return graph;
  const message = 'graph must be an object with a list of nodes and a list of edges';
  throw new ProtocolError('INVALID_ARGUMENT', `${command}: ${message}`, { problems: [{ field: 'graph', message }] });
};

/**
 * Checks the arguments of a command that is about a stored workflow or a graph.
 *
 * @throws ProtocolError `INVALID_ARGUMENT` when both or neither are given
 */
export const assertOneGraph = (
  command: string,
  { workflow_id, graph }: { readonly workflow_id?: unknown; readonly graph?: unknown },
): void => {
  if ((workflow_id === undefined) !== (graph === undefined)) return;
  const message = 'exactly one of workflow_id and graph must be given';
  throw new ProtocolError('INVALID_ARGUMENT', `${command}: ${message}`, {
    problems: [{ field: 'workflow_id', message }],
  });
};
