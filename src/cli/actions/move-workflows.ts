import { writeFile } from 'node:fs/promises';

import { isRecord } from '../../common/json.js';
import { usageError } from '../cli-error.js';
import { ExitCode } from '../exit-codes.js';
import type { ClientOptions } from '../hub/client-settings.js';
import type { CommandCaller } from '../hub/command-caller.js';
import { callerOn } from '../hub/command-caller.js';
import { textOf } from '../hub/run-view.js';
import { getWorkflow } from '../hub/workflow-lookup.js';
import type { WorkflowFile } from '../input/workflow-file.js';
import { readWorkflowFile } from '../input/workflow-file.js';
import type { CliIo } from '../io.js';
import { printJson, printText } from '../view/print.js';
import { oneLine } from '../view/text.js';
import type { UserOptions } from './list-workflows.js';
import { openClient } from './open-client.js';

/** What is taken over from a file besides its graph and name. */
const IMPORTED = ['description', 'tags', 'access'] as const;
/** What a hub works out or gives by itself. */
const DERIVED = new Set([
  'id',
  'name',
  'graph',
  'params',
  'user_id',
  'input_schema',
  'output_schema',
  'created_at',
  'updated_at',
  'workflow_type',
  'etag',
  'extras',
  ...IMPORTED,
]);

/** Options of `workflows import`. */
export interface ImportOptions extends UserOptions {
  readonly name?: string;
  /** Machine behind the hub that gets them; default the process at the URL. */
  readonly node?: string;
}

/** Options of `workflows export`. */
export interface ExportOptions extends UserOptions {
  readonly output?: string;
  readonly force?: boolean;
}

/** Stores workflows from files. All files are read before the first is stored, so that a broken one stores nothing. */
export const importWorkflows = async (
  paths: readonly string[],
  options: ImportOptions & ClientOptions,
  io: CliIo,
): Promise<ExitCode> => {
  if (options.name !== undefined && paths.length > 1) throw usageError('--name is for one file');
  const caller = callerOn(await openClient(options, io), options.node);
  const files: WorkflowFile[] = [];
  for (const path of paths) files.push(await readWorkflowFile(path, io));
  for (const file of files) {
    const workflow = await caller.command('create_workflow', createArgs(file, options));
    if (options.json) printJson(io, workflow);
    else printText(io.stdout, `${textOf(workflow['id']) ?? '?'}  ${oneLine(textOf(workflow['name']) ?? file.name)}`);
    await warnOfFaults(caller, { ...workflow, user_id: options.userId }, io);
  }
  return ExitCode.ok;
};

/** A workflow is stored whatever is wrong with it: its node types may come later. */
const warnOfFaults = async (
  caller: CommandCaller,
  { id, name, user_id: userId }: Readonly<Record<string, unknown>>,
  io: CliIo,
): Promise<void> => {
  const args = { workflow_id: id, ...(userId === undefined ? {} : { user_id: userId }) };
  const { errors } = await caller.command('validate_workflow', args);
  if (!Array.isArray(errors) || errors.length === 0) return;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  io.stderr.write(`Stored, but ${oneLine(textOf(name) ?? '?')} can't run here yet: ${String(errors[0])}${more}\n`);
};

const createArgs = ({ name, graph, document }: WorkflowFile, options: ImportOptions): Record<string, unknown> => ({
  name: options.name ?? name,
  graph,
  ...Object.fromEntries(
    IMPORTED.flatMap((key) =>
      document[key] === undefined || document[key] === null ? [] : [[key, document[key]] as const],
    ),
  ),
  ...extrasOf(document),
  ...(options.userId === undefined ? {} : { user_id: options.userId }),
});

const extrasOf = (document: WorkflowFile['document']): { readonly extras?: WorkflowFile['document'] } => {
  const extras = Object.entries(document).filter(([key, value]) => !DERIVED.has(key) && value !== null);
  return extras.length === 0 ? {} : { extras: Object.fromEntries(extras) };
};

/** Writes a stored workflow as a file that can be imported. */
export const exportWorkflow = async (
  target: string,
  options: ExportOptions & ClientOptions,
  io: CliIo,
): Promise<ExitCode> => {
  const client = await openClient(options, io);
  const workflow = fileOf(await getWorkflow(client, target, options.userId));
  if (options.output === undefined) {
    io.stdout.write(options.json ? `${JSON.stringify(workflow)}\n` : `${JSON.stringify(workflow, null, 2)}\n`);
  } else {
    await save(options.output, `${JSON.stringify(workflow, null, 2)}\n`, options.force === true);
    io.stderr.write(`Wrote ${options.output}\n`);
  }
  return ExitCode.ok;
};

/** The form of NodeTool's own files: further keys stand beside the others. */
const fileOf = ({ extras, ...workflow }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  ...(isRecord(extras) ? extras : {}),
  ...workflow,
});

const save = async (path: string, text: string, isForced: boolean): Promise<void> => {
  try {
    await writeFile(path, text, { flag: isForced ? 'w' : 'wx' });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
    if (code === 'EEXIST') throw usageError(`${path} exists already`, { hint: 'Add --force to replace it.', cause });
    throw usageError(`cannot write ${path}: ${code}`, { cause });
  }
};

/** Deletes stored workflows. All are found before the first is deleted, so that a wrong name deletes nothing. */
export const deleteWorkflows = async (
  targets: readonly string[],
  options: UserOptions & ClientOptions,
  io: CliIo,
): Promise<ExitCode> => {
  const client = await openClient(options, io);
  const ids: string[] = [];
  for (const target of targets) ids.push(textOf((await getWorkflow(client, target, options.userId))['id']) ?? target);
  for (const workflowId of ids) {
    const answer = await client.command('delete_workflow', {
      workflow_id: workflowId,
      ...(options.userId === undefined ? {} : { user_id: options.userId }),
    });
    if (options.json) printJson(io, answer);
    else printText(io.stdout, workflowId);
  }
  return ExitCode.ok;
};
