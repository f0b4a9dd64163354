import { isRecord } from '../../common/json.js';
import { CliError } from '../cli-error.js';
import { ExitCode } from '../exit-codes.js';
import type { ClientOptions } from '../hub/client-settings.js';
import type { HubClient } from '../hub/hub-client.js';
import type { RunView } from '../hub/run-view.js';
import { readRun, textOf } from '../hub/run-view.js';
import type { CliIo } from '../io.js';
import { printJson, printLines, printText } from '../view/print.js';
import { facts, resultText } from '../view/values.js';
import { openClient } from './open-client.js';
import { announce } from './run-workflow.js';
import { waitForRun } from './watch-run.js';

/** Options of `runs rerun`. */
export interface RerunOptions {
  readonly wait: boolean;
}

const pathOf = (runId: string, below = ''): string => `/runs/${encodeURIComponent(runId)}${below}`;

const post = (client: HubClient, runId: string, what: string): Promise<Record<string, unknown>> =>
  client.request({ method: 'POST', path: pathOf(runId, `/${what}`) });

/** Shows a run: its facts, then its result or error. */
export const showRun = async (runId: string, options: ClientOptions, io: CliIo): Promise<ExitCode> => {
  const client = await openClient(options, io);
  const run = readRun(await client.request({ path: pathOf(runId) }));
  if (options.json) printJson(io, run.raw);
  else printLines(io, describe(run));
  return ExitCode.ok;
};

const describe = (run: RunView): string[] => [
  ...facts([
    ['run', run.id],
    ['status', run.status],
    ['waits for', run.status === 'queued' ? run.queuedReason : null],
    ['workflow', run.workflowId],
    ['user', run.userId],
    ['node', run.nodeId],
    ['attempt', run.attempt],
    ['priority', run.priority],
    ['rerun of', run.rerunOf],
    ['created', run.createdAt],
    ['started', run.startedAt],
    ['finished', run.finishedAt],
    ['error', run.error ? `${run.error.message} (${run.error.code})` : null],
  ]),
  ...(Object.keys(run.result).length > 0 ? ['', resultText(run.result)] : []),
];

/** Says why a run waits, node by node. */
export const explainRun = async (runId: string, options: ClientOptions, io: CliIo): Promise<ExitCode> => {
  const client = await openClient(options, io);
  const explanation = await client.request({ path: pathOf(runId, '/explain') });
  if (options.json) printJson(io, explanation);
  else printLines(io, explanationLines(explanation));
  return ExitCode.ok;
};

const explanationLines = (explanation: Readonly<Record<string, unknown>>): string[] => {
  const status = textOf(explanation['status']) ?? 'in an unknown state';
  const reason = textOf(explanation['queued_reason']) ?? 'it is about to be sent';
  const nodes = recordsOf(explanation['nodes']).map((node) => {
    const reasons = Array.isArray(node['reasons']) ? node['reasons'].join('; ') : '';
    return `  ${textOf(node['node_id']) ?? '?'}: ${reasons || 'can take it'}`;
  });
  const attempts = recordsOf(explanation['attempts']).map((attempt) => {
    const why = textOf(attempt['reason']);
    const text = `  attempt ${String(attempt['attempt'])} on ${textOf(attempt['node_id']) ?? '?'}: ${textOf(attempt['state']) ?? '?'}`;
    return why === null ? text : `${text} (${why})`;
  });
  const opening = status === 'queued' ? `The run is queued: ${reason}` : `The run is ${status}; it waits for no node.`;
  return [opening, ...nodes, ...attempts].map((line) => line.trimEnd());
};

const recordsOf = (value: unknown): Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];

/** Cancels runs. All are tried; the first refusal decides how the command ends. */
export const cancelRuns = async (runIds: readonly string[], options: ClientOptions, io: CliIo): Promise<ExitCode> => {
  const client = await openClient(options, io);
  const refusals: CliError[] = [];
  for (const runId of runIds) {
    try {
      const run = readRun(await post(client, runId, 'cancel'));
      if (options.json) printJson(io, run.raw);
      else printText(io.stdout, `${run.id}  ${run.status}`);
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      refusals.push(error);
    }
  }
  const [first, ...others] = refusals;
  if (!first) return ExitCode.ok;
  const { exitCode, code, hint, problems } = first;
  throw new CliError(first.message, { exitCode, code, hint, problems, lines: others.map(({ message }) => message) });
};

/** Runs it once more as a new run. */
export const rerun = async (runId: string, options: RerunOptions & ClientOptions, io: CliIo): Promise<ExitCode> => {
  const client = await openClient(options, io);
  const run = readRun(await post(client, runId, 'rerun'));
  return options.wait ? waitForRun(client, run.id, options, io) : announce(run, options, io);
};
