/** How much a finding about a graph matters: errors stop a run before it starts. */
export type ProblemSeverity = 'error' | 'warning' | 'suggestion';

/** Every kind of finding about a graph. */
export type ProblemCode =
  | 'MALFORMED'
  | 'DUPLICATE_NODE_ID'
  | 'UNKNOWN_NODE_TYPE'
  | 'RENAMED_NODE_TYPE'
  | 'UNAVAILABLE_NODE_TYPE'
  | 'MISSING_PROGRAM'
  | 'MISSING_SECRET'
  | 'INVALID_VALUE'
  | 'OUT_OF_RANGE'
  | 'UNKNOWN_PROPERTY'
  | 'INPUT_WITHOUT_NAME'
  | 'DUPLICATE_INPUT_NAME'
  | 'MISSING_NODE'
  | 'MISSING_HANDLE'
  | 'MULTIPLE_EDGES'
  | 'TYPE_MISMATCH'
  | 'MISSING_INPUT'
  | 'CYCLE'
  | 'LOOP'
  | 'CONTROL_EDGE'
  | 'MISSING_TRIGGER'
  | 'ORPHAN'
  | 'UNUSED_RESULT';

/** One finding about a graph, written for its author. Fields are named as on the wire. */
export interface GraphProblem {
  readonly code: ProblemCode;
  readonly severity: ProblemSeverity;
  readonly message: string;
  readonly node_id?: string;
  readonly edge_id?: string;
  readonly handle?: string;
}

/** A run was refused because its graph has errors. */
export class GraphInvalidError extends Error {
  constructor(readonly problems: readonly GraphProblem[]) {
    super(`Graph contains errors: ${problems.map(({ message }) => message).join('\n')}`);
    this.name = 'GraphInvalidError';
  }
}
