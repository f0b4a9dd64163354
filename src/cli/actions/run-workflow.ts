import { newId } from '../../common/ids.js';
import { ExitCode } from '../exit-codes.js';
import type { ClientOptions } from '../hub/client-settings.js';
import type { RunView } from '../hub/run-view.js';
import { readRun } from '../hub/run-view.js';
import { uploadFile } from '../hub/upload-file.js';
import { collectParams, parseTextPairs } from '../input/params.js';
import type { CliIo } from '../io.js';
import { printJson, printText } from '../view/print.js';
import { fetchFiles } from './download-run.js';
import { openClient } from './open-client.js';
import type { Target } from './resolve-target.js';
import { resolveTarget } from './resolve-target.js';
import { waitForRun } from './watch-run.js';

/** Options of `run`. */
export interface RunOptions {
  readonly param?: readonly string[];
  readonly paramsFile?: string;
  readonly wait: boolean;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly userId?: string;
  readonly node?: string;
  readonly label?: readonly string[];
  readonly priority?: number;
  readonly retry?: 'safe' | 'never';
  readonly outputDir?: string;
}

/** Hands a workflow to the hub, and by default watches it to its end and prints its result. */
export const runWorkflow = async (
  target: string,
  options: RunOptions & ClientOptions,
  io: CliIo,
): Promise<ExitCode> => {
  const labels = parseTextPairs(options.label ?? [], 'label');
  const client = await openClient(options, io);
  const lookup = { userId: options.userId, mayBeOnNode: options.node !== undefined };
  const workflow = await resolveTarget(target, client, io, lookup);
  const sources = { file: options.paramsFile, pairs: options.param ?? [], ...workflow.inputs };
  const upload = (path: string, type: string): Promise<unknown> =>
    uploadFile(client, path, { type, userId: options.userId });
  const params = await collectParams(
    { ...sources, upload, fromWorkflow: workflow.kind === 'file' ? workflow.file.params : {} },
    io,
  );
  const answer = await client.request({
    method: 'POST',
    path: '/runs',
    body: runBody(workflow, params, labels, options),
    headers: { 'idempotency-key': newId() },
    isIdempotent: true,
  });
  const run = readRun(answer);
  if (!options.wait) return announce(run, options, io);
  const exitCode = await waitForRun(client, run.id, options, io);
  if (exitCode === ExitCode.ok && options.outputDir !== undefined) {
    const saved = await fetchFiles(client, run.id, options.outputDir);
    io.stderr.write(saved.map(({ path }) => `Wrote ${path}\n`).join(''));
  }
  return exitCode;
};

/** Absent members are left out of the JSON text. */
const runBody = (
  workflow: Target,
  params: Readonly<Record<string, unknown>>,
  labels: Readonly<Record<string, string>>,
  { userId, node, priority, timeout, retry }: RunOptions,
): Readonly<Record<string, unknown>> => ({
  ...(workflow.kind === 'file' ? { graph: workflow.file.graph } : { workflow_id: workflow.workflowId }),
  params,
  user_id: userId,
  node_id: node,
  labels: Object.keys(labels).length > 0 ? labels : undefined,
  priority,
  timeout_ms: timeout,
  retry,
});

/** Prints the id of a run that nobody waits for. */
export const announce = (run: RunView, { json }: ClientOptions, io: CliIo): ExitCode => {
  if (json) printJson(io, run.raw);
  else printText(io.stdout, run.id);
  io.stderr.write(`The run is ${run.status}. Follow it with: nodetool gateway runs watch ${run.id}\n`);
  return ExitCode.ok;
};
