/** A value that both databases can store; booleans are stored as 0 and 1. */
export type SqlValue = string | number | bigint | boolean | Uint8Array | null;

/** One write. Its SQL is portable: `?` for parameters, snake_case names, no dialect's functions. */
export interface Statement {
  readonly sql: string;
  readonly params?: readonly SqlValue[];
  /** Rows that must change; another number rolls the whole batch back. */
  readonly expect?: number;
}

/** A condition of a batch did not hold any more: nothing of that batch was kept. */
export class StaleWriteError extends Error {
  constructor(
    /** Position of the statement in its batch, from 0. */
    readonly statementIndex: number,
    readonly expectedRows: number,
    readonly changedRows: number,
  ) {
    super(`statement ${String(statementIndex)} changed ${String(changedRows)} rows, expected ${String(expectedRows)}`);
    this.name = 'StaleWriteError';
  }
}

/** @throws StaleWriteError when a statement changed another number of rows than it must */
export const assertChanged = (statement: Statement, index: number, changed: number): void => {
  if (statement.expect !== undefined && statement.expect !== changed) {
    throw new StaleWriteError(index, statement.expect, changed);
  }
};
