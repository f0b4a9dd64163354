/** Keys and passwords of the user for whom a run works; never put one into an output, a log line or an error. */
export interface NodeSecrets {
  /** Null when neither the user nor the machine has one of this name. */
  get(name: string): Promise<string | null>;
}
