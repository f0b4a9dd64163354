import type { FieldProblem } from '../protocol/protocol-error.js';
import { ExitCode } from './exit-codes.js';

/** What an expected end without success carries besides its text. */
export interface CliErrorOptions extends ErrorOptions {
  readonly exitCode?: ExitCode;
  /** Code of the server's error table, where the server said one. */
  readonly code?: string;
  /** What the reader can do about it. */
  readonly hint?: string;
  readonly problems?: readonly FieldProblem[];
  /** True when the same request may succeed a little later. */
  readonly isTransient?: boolean;
  /** Further lines below the text, such as candidates. */
  readonly lines?: readonly string[];
}

/** An expected end without success: its text is written for whoever sits at the terminal. */
export class CliError extends Error {
  readonly exitCode: ExitCode;
  readonly code: string | undefined;
  readonly hint: string | undefined;
  readonly problems: readonly FieldProblem[];
  readonly lines: readonly string[];
  readonly isTransient: boolean;

  constructor(message: string, { exitCode = ExitCode.failed, code, hint, ...rest }: CliErrorOptions = {}) {
    super(message, { cause: rest.cause });
    this.name = 'CliError';
    this.exitCode = exitCode;
    this.code = code;
    this.hint = hint;
    this.problems = rest.problems ?? [];
    this.lines = rest.lines ?? [];
    this.isTransient = rest.isTransient ?? false;
  }
}

/** A mistake on the command line or in a file that it names. */
export const usageError = (message: string, options: Omit<CliErrorOptions, 'exitCode'> = {}): CliError =>
  new CliError(message, { ...options, exitCode: ExitCode.usage });
