/** One wrong setting. */
export interface ConfigProblem {
  /** Name in the environment. */
  readonly name: string;
  readonly message: string;
}

/** Says every wrong setting at once; the process ends with exit code 3. Holds no value of a secret. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly ConfigProblem[]) {
    super(
      [
        problems.length === 1 ? 'A setting is wrong:' : `${String(problems.length)} settings are wrong:`,
        ...problems.map(({ name, message }) => `  ${name} ${message}`),
      ].join('\n'),
    );
    this.name = 'ConfigError';
  }
}
