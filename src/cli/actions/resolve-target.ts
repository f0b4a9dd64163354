import { stat } from 'node:fs/promises';

import { isRecord } from '../../common/json.js';
import { CliError } from '../cli-error.js';
import { ExitCode } from '../exit-codes.js';
import type { HubClient } from '../hub/hub-client.js';
import { getWorkflow, looksLikeId } from '../hub/workflow-lookup.js';
import type { WorkflowFile } from '../input/workflow-file.js';
import { readWorkflowFile, textInputsOf } from '../input/workflow-file.js';
import type { CliIo } from '../io.js';

/** A workflow that was named on the command line. */
export type Target =
  | { readonly kind: 'file'; readonly file: WorkflowFile; readonly textInputs: ReadonlySet<string> }
  | { readonly kind: 'stored'; readonly workflowId: string; readonly textInputs: ReadonlySet<string> };

/** Whose workflows are looked through, and whether an id that the hub doesn't know may pass. */
export interface ResolveOptions {
  readonly userId?: string | undefined;
  /** True when a node was named that may have the workflow by itself. */
  readonly mayBeOnNode?: boolean;
}

/**
 * Finds the workflow that a text names: an existing file or `-`, else an id, else a name.
 *
 * @throws CliError when there is none, or several
 */
export const resolveTarget = async (
  target: string,
  client: HubClient,
  io: CliIo,
  { userId, mayBeOnNode = false }: ResolveOptions = {},
): Promise<Target> => {
  if (target === '-' || LOOKS_LIKE_PATH.test(target) || (await isFile(target))) {
    const file = await readWorkflowFile(target, io);
    return { kind: 'file', file, textInputs: textInputsOf(file.graph) };
  }
  try {
    const workflow = await getWorkflow(client, target, userId);
    const { id, graph } = workflow;
    return {
      kind: 'stored',
      workflowId: typeof id === 'string' ? id : target,
      textInputs: isRecord(graph) ? textInputsOf(graph) : new Set(),
    };
  } catch (error) {
    const isMiss = error instanceof CliError && error.exitCode === ExitCode.notFound;
    if (!isMiss || !(mayBeOnNode || looksLikeId(target))) throw error;
    return { kind: 'stored', workflowId: target, textInputs: new Set() };
  }
};

/** Such a text never falls through to the stored workflows: a mistyped path is told as one. */
const LOOKS_LIKE_PATH = /[\\/]|\.json$/iu;

const isFile = async (path: string): Promise<boolean> => {
  const found = await stat(path).catch(() => null);
  return found !== null && !found.isDirectory();
};
