import type { Command } from 'commander';
import { CommanderError } from 'commander';

import type { Setting } from '../config/setting.decorator.js';
import type { FieldProblem } from '../protocol/protocol-error.js';
import { CliError, usageError } from './cli-error.js';
import { ExitCode } from './exit-codes.js';
import type { CliIo } from './io.js';
import { buildProgram } from './program.js';
import { paintFor } from './view/style.js';
import { oneLine } from './view/text.js';

const SERVERS: ReadonlySet<string> = new Set(['serve', 'connect']);

/**
 * Runs one command line. Never throws: everything that goes wrong is said on standard error.
 *
 * @param args the command line without the program's name
 * @returns how the process ends
 */
export const runCli = async (args: readonly string[], io: CliIo): Promise<ExitCode> => {
  let exitCode: ExitCode = ExitCode.ok;
  try {
    const context = {
      io,
      end: (code: ExitCode) => {
        exitCode = code;
      },
    };
    const program = buildProgram(context, await settingsFor(args));
    speakThrough(io, program, args.includes('--json'));
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    return report(error, args.includes('--json'), io);
  }
};

/** The servers' settings are loaded only where they are needed: their validators take longer to load than all the rest. */
const settingsFor = async (args: readonly string[]): Promise<readonly Setting[]> => {
  if (!SERVERS.has(args[1] ?? '') && !(args[1] === 'help' && SERVERS.has(args[2] ?? ''))) return [];
  const { listSettings } = await import('../config/load-config.js');
  return listSettings();
};

const speakThrough = (io: CliIo, command: Command, isJson: boolean): void => {
  command.exitOverride().configureOutput({
    writeOut: (text) => io.stdout.write(text),
    writeErr: (text) => io.stderr.write(text),
    getOutHelpWidth: () => (io.stdout.isTty ? io.stdout.columns() : 100),
    getErrHelpWidth: () => (io.stderr.isTty ? io.stderr.columns() : 100),
    getOutHasColors: () => false,
    getErrHasColors: () => false,
  });
  // The error itself is reported like every other one then.
  if (isJson) command.configureOutput({ outputError: () => undefined });
  for (const child of command.commands) speakThrough(io, child, isJson);
};

const report = (error: unknown, isJson: boolean, io: CliIo): ExitCode => {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return ExitCode.ok;
    // Otherwise Commander has already said what it had to say.
    return isJson ? report(usageError(error.message.replace(/^error: /u, '')), isJson, io) : ExitCode.usage;
  }
  if (!(error instanceof CliError)) return reportFault(error, io);
  io.stderr.write(isJson ? `${JSON.stringify({ error: asJson(error) })}\n` : `${describe(error, io).join('\n')}\n`);
  return error.exitCode;
};

const asJson = ({ code, message, hint, problems, lines, exitCode }: CliError): Record<string, unknown> => ({
  code: code ?? null,
  detail: message,
  hint: hint ?? null,
  problems,
  ...(lines.length > 0 ? { lines } : {}),
  exit_code: exitCode,
});

/** The lines of an error: what, every wrong field, candidates, and what to do. */
const describe = ({ message, hint, problems, lines }: CliError, io: CliIo): string[] => {
  const paint = paintFor(io.stderr, io.env);
  return [
    `${paint('red', 'error:')} ${oneLine(message)}`,
    ...problems.filter((problem) => !message.includes(problem.message)).map((problem) => `  ${problemText(problem)}`),
    ...lines.map((line) => `  ${oneLine(line)}`),
    ...(hint === undefined ? [] : [`${paint('dim', 'hint:')} ${oneLine(hint)}`]),
  ];
};

/** A message may begin with its field's name already. */
const problemText = ({ field, message }: FieldProblem): string =>
  oneLine(field === '' || message.startsWith(`${field} `) ? message : `${field}: ${message}`);

const reportFault = (error: unknown, io: CliIo): ExitCode => {
  const text = error instanceof Error ? error.message : String(error);
  io.stderr.write(`error: a fault of this program: ${oneLine(text)}\n`);
  if (io.env['NODETOOL_DEBUG'] && error instanceof Error) io.stderr.write(`${error.stack ?? ''}\n`);
  return ExitCode.failed;
};
