import { isRecord } from '../../common/json.js';
import { ExitCode } from '../exit-codes.js';
import type { ClientOptions } from '../hub/client-settings.js';
import { textOf } from '../hub/run-view.js';
import type { CliIo } from '../io.js';
import { printJson, printLines } from '../view/print.js';
import { paintFor } from '../view/style.js';
import type { Mood } from '../view/style.js';
import { oneLine } from '../view/text.js';
import type { UserOptions } from './list-workflows.js';
import { openClient } from './open-client.js';
import { resolveTarget } from './resolve-target.js';

const KINDS = [
  ['errors', 'error', 'red'],
  ['warnings', 'warning', 'yellow'],
  ['suggestions', 'suggestion', 'cyan'],
] as const satisfies readonly (readonly [string, string, Mood])[];

/** Checks a workflow and prints every finding; ends with failure when there are errors. */
export const validateWorkflow = async (
  target: string,
  options: UserOptions & ClientOptions,
  io: CliIo,
): Promise<ExitCode> => {
  const client = await openClient(options, io);
  const workflow = await resolveTarget(target, client, io, options);
  const answer = await client.command('validate_workflow', {
    ...(workflow.kind === 'file' ? { graph: workflow.file.graph } : { workflow_id: workflow.workflowId }),
    ...(options.userId === undefined ? {} : { user_id: options.userId }),
  });
  if (options.json) printJson(io, answer);
  else showFindings(answer, io);
  return answer['valid'] === true ? ExitCode.ok : ExitCode.failed;
};

const showFindings = (answer: Readonly<Record<string, unknown>>, io: CliIo): void => {
  const paint = paintFor(io.stdout, io.env);
  for (const [member, label, mood] of KINDS) {
    const findings: readonly unknown[] = Array.isArray(answer[member]) ? answer[member] : [];
    for (const finding of findings) io.stdout.write(`${paint(mood, label)}: ${oneLine(findingText(finding))}\n`);
  }
  printLines(io, [oneLine(textOf(answer['message']) ?? (answer['valid'] === true ? 'valid' : 'not valid'))]);
};

const findingText = (finding: unknown): string => {
  if (typeof finding === 'string') return finding;
  return isRecord(finding) ? (textOf(finding['message']) ?? JSON.stringify(finding)) : String(finding);
};
