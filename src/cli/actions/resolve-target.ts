import { stat } from 'node:fs/promises';

import { isRecord } from '../../common/json.js';
import { CliError } from '../cli-error.js';
import { ExitCode } from '../exit-codes.js';
import type { HubClient } from '../hub/hub-client.js';
import { getWorkflow, looksLikeId } from '../hub/workflow-lookup.js';
import type { WorkflowFile } from '../input/workflow-file.js';
import { fileInputsOf, modelInputsOf, readWorkflowFile, textInputsOf } from '../input/workflow-file.js';
import type { CliIo } from '../io.js';

/** What is known about the inputs of a workflow; nothing where its graph isn't known. */
export interface TargetInputs {
  readonly textInputs: ReadonlySet<string>;
  readonly fileInputs: ReadonlyMap<string, string>;
  readonly modelInputs: ReadonlyMap<string, string>;
}

/** A workflow that was named on the command line. */
export type Target =
  | { readonly kind: 'file'; readonly file: WorkflowFile; readonly inputs: TargetInputs }
  | { readonly kind: 'stored'; readonly workflowId: string; readonly inputs: TargetInputs };

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
    return { kind: 'file', file, inputs: inputsOf(file.graph) };
  }
  try {
    const workflow = await getWorkflow(client, target, userId);
    const { id, graph } = workflow;
    return {
      kind: 'stored',
      workflowId: typeof id === 'string' ? id : target,
      inputs: inputsOf(graph),
    };
  } catch (error) {
    const isMiss = error instanceof CliError && error.exitCode === ExitCode.notFound;
    if (!isMiss || !(mayBeOnNode || looksLikeId(target))) throw error;
    return { kind: 'stored', workflowId: target, inputs: inputsOf(null) };
  }
};

/** Such a text never falls through to the stored workflows: a mistyped path is told as one. */
const LOOKS_LIKE_PATH = /[\\/]|\.json$/iu;

const isFile = async (path: string): Promise<boolean> => {
  const found = await stat(path).catch(() => null);
  return found !== null && !found.isDirectory();
};

const inputsOf = (graph: unknown): TargetInputs =>
  isRecord(graph)
    ? { textInputs: textInputsOf(graph), fileInputs: fileInputsOf(graph), modelInputs: modelInputsOf(graph) }
    : { textInputs: new Set(), fileInputs: new Map(), modelInputs: new Map() };
