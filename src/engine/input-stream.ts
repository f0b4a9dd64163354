/** One step of an iteration that a graph node takes in. */
export interface StreamStep<T = unknown> {
  /** Number of the step, from 0; steps without a value count too. */
  readonly position: number;
  /** False where the step has no value: filtered out, or on a branch that was not taken. */
  readonly isPresent: boolean;
  /** The value; null where there is none. */
  readonly value: T;
}

/** The values of one property of a node type that consumes streams, in the order of their iteration. */
export interface InputStream<T = unknown> extends AsyncIterable<T> {
  /** False for a single value, which belongs to no iteration of its own. */
  readonly isIterated: boolean;
  /** The next step, with or without a value; null after the last one. */
  step(): Promise<StreamStep<T> | null>;
}
