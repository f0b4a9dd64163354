import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';

import type { ExitCode } from '../exit-codes.js';
import type { ClientOptions } from '../hub/client-settings.js';
import type { CliIo } from '../io.js';

/** What a command's definition gets from the program. */
export interface CliContext {
  readonly io: CliIo;
  /** Says how the program ends. */
  end(code: ExitCode): void;
}

/** Defines a command that speaks to a hub, with the options that all of these have. */
export const clientCommand = (parent: Command, nameAndArguments: string, summary: string): Command =>
  parent
    .command(nameAndArguments)
    .description(summary)
    .option(
      '--hub-url <url>',
      'address of the hub (NODETOOL_HUB_URL, else the stored login, else http://127.0.0.1:8080)',
    )
    .option(
      '--token-file <file>',
      'file with the token, - for standard input (else NODETOOL_TOKEN, else the stored login)',
    )
    .option(
      '--token <token>',
      'the token itself; other users can see it in the list of processes, so prefer the ways above',
    )
    .option('--json', 'print data as JSON');

/** The options that `clientCommand` defines, and those of one command. */
export type OptionsOf<T> = ClientOptions & T;

/** Collects the values of an option that may be given several times. */
export const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** Reads a whole number within bounds, for an option. */
export const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/u.test(text) || value < min || value > max) {
      throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
    }
    return value;
  };
