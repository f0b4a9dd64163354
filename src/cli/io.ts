/** A place to write text to, and what is known about it. */
export interface Output {
  write(text: string): void;
  readonly isTty: boolean;
  /** Width in columns; 80 where it isn't known. */
  columns(): number;
  /** Height in rows; 24 where it isn't known. */
  rows(): number;
}

/** Where text is read from. */
export interface Input {
  readonly isTty: boolean;
  /** Reads everything up to the end. */
  readAll(): Promise<string>;
  /** Reads line by line until the end, or until the signal is aborted. */
  lines(signal: AbortSignal): AsyncIterable<string>;
  /** Asks on the terminal and reads one line without showing it. */
  readSecret(prompt: string): Promise<string>;
}

/** Everything that the command line touches outside of itself, so that a test can stand in for a terminal. */
export interface CliIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Input;
  /** Data only. */
  readonly stdout: Output;
  /** Words for people: progress, hints, errors. */
  readonly stderr: Output;
  /**
   * Takes over Ctrl-C until the returned function is called.
   *
   * @param handler is called once; a second Ctrl-C ends the process as usual
   */
  onInterrupt(handler: () => void): () => void;
}
