import { ExitCode } from '../exit-codes.js';
import type { ClientOptions } from '../hub/client-settings.js';
import { textOf } from '../hub/run-view.js';
import { listAllWorkflows } from '../hub/workflow-lookup.js';
import type { CliIo } from '../io.js';
import { printJson, printLines } from '../view/print.js';
import { table } from '../view/text.js';
import { openClient } from './open-client.js';

/** The option of the commands that are about one user's workflows. */
export interface UserOptions {
  readonly userId?: string;
}

/** Options of `workflows list`. */
export interface ListWorkflowsOptions extends UserOptions {
  readonly type: 'user' | 'example' | 'all';
  readonly query?: string;
  readonly limit: number;
}

/** Lists workflows and examples. */
export const listWorkflows = async (options: ListWorkflowsOptions & ClientOptions, io: CliIo): Promise<ExitCode> => {
  const client = await openClient(options, io);
  const workflows = await listAllWorkflows(client, options);
  if (options.json) {
    printJson(io, { workflows: workflows.map(({ raw }) => raw) });
  } else if (workflows.length === 0) {
    io.stderr.write('There are no such workflows.\n');
  } else {
    const rows = workflows.map(({ id, type, name, raw }) => [id, type, name, textOf(raw['description']) ?? '']);
    const width = io.stdout.isTty ? io.stdout.columns() : Number.POSITIVE_INFINITY;
    printLines(io, table(['ID', 'TYPE', 'NAME', 'DESCRIPTION'], rows, width));
  }
  return ExitCode.ok;
};
