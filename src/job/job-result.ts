/** What an ended job leaves behind besides its log. */
export interface JobResult {
  /** Every value of each output, by the output's name. */
  readonly outputs: Readonly<Record<string, readonly unknown[]>>;
  /** Last value that a preview showed, by graph node id. */
  readonly preview: Readonly<Record<string, unknown>>;
  /** Saved values by name. */
  readonly save: Readonly<Record<string, unknown>>;
}

/** The result of a job that made nothing. */
export const NO_RESULT: JobResult = { outputs: {}, preview: {}, save: {} };

/** The last value of each output: what callers call the result of a workflow. */
export const lastValues = (outputs: JobResult['outputs']): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(outputs).flatMap(([name, values]) => (values.length > 0 ? [[name, values.at(-1)]] : [])),
  );
