import { CliError } from '../cli-error.js';
import { ExitCode } from '../exit-codes.js';
import type { ClientOptions } from '../hub/client-settings.js';
import type { CommandCaller } from '../hub/command-caller.js';
import { callerOn } from '../hub/command-caller.js';
import type { HubClient } from '../hub/hub-client.js';
import { textOf } from '../hub/run-view.js';
import { getWorkflow } from '../hub/workflow-lookup.js';
import { collectParams } from '../input/params.js';
import type { CliIo } from '../io.js';
import { printJson, printLines, printText } from '../view/print.js';
import { recordsOf, startedLines, triggerTable } from '../view/trigger-view.js';
import { openClient } from './open-client.js';

/** Options of all commands about triggers. */
export interface TriggerOptions {
  readonly userId?: string;
  /** Machine behind the hub that waits for the events; default the process at the URL. */
  readonly node?: string;
}

/** Options of `triggers start`. */
export interface StartTriggerOptions extends TriggerOptions {
  readonly overlap?: 'queue' | 'skip' | 'parallel';
  readonly catchUp: boolean;
  readonly newToken?: boolean;
}

/** Options of `triggers fire`. */
export interface FireTriggerOptions extends TriggerOptions {
  readonly param?: readonly string[];
  readonly paramsFile?: string;
  readonly trigger?: string;
  readonly key?: string;
}

type Answer = Readonly<Record<string, unknown>>;

/** Lists the workflows that were switched on, with how they are doing. */
export const listTriggers = async (options: TriggerOptions & ClientOptions, io: CliIo): Promise<ExitCode> => {
  const caller = triggerCaller(await openClient(options, io), options);
  const answer = await caller.command('list_triggers', userArgs(options));
  const triggers = recordsOf(answer['triggers']);
  if (options.json) printJson(io, answer);
  else if (triggers.length === 0)
    io.stderr.write('No workflow is switched on. Switch one on with: nodetool gateway triggers start WORKFLOW\n');
  else printLines(io, triggerTable(triggers, io.stdout.isTty ? io.stdout.columns() : Number.POSITIVE_INFINITY));
  return ExitCode.ok;
};

/** Switches a workflow on. */
export const startTrigger = async (
  target: string,
  options: StartTriggerOptions & ClientOptions,
  io: CliIo,
): Promise<ExitCode> => {
  const client = await openClient(options, io);
  const caller = triggerCaller(client, options);
  const answer = await caller.command('start_trigger', {
    ...(await workflowArgs(caller, target, options)),
    ...(options.overlap !== undefined && { overlap: options.overlap }),
    catch_up: options.catchUp,
    new_token: options.newToken === true,
  });
  if (options.json) printJson(io, answer);
  else printLines(io, startedLines(answer, addressOf(client, options)));
  return ExitCode.ok;
};

/** Switches workflows off. All are found before the first is, so that a wrong name changes nothing. */
export const stopTriggers = async (
  targets: readonly string[],
  options: TriggerOptions & ClientOptions,
  io: CliIo,
): Promise<ExitCode> => {
  const caller = triggerCaller(await openClient(options, io), options);
  const found: Answer[] = [];
  for (const target of targets) found.push(await workflowArgs(caller, target, options));
  for (const args of found) {
    const answer = await caller.command('stop_trigger', args);
    if (options.json) printJson(io, answer);
    else printText(io.stdout, textOf(answer['workflow_id']) ?? '?');
    if (answer['stopped'] === false) io.stderr.write('It was off already.\n');
  }
  return ExitCode.ok;
};

/** Sends an event to a manual trigger and prints the id of its job. */
export const fireTrigger = async (
  target: string,
  options: FireTriggerOptions & ClientOptions,
  io: CliIo,
): Promise<ExitCode> => {
  const sources = { fromWorkflow: {}, file: options.paramsFile, pairs: options.param ?? [] };
  const data = await collectParams({ ...sources, textInputs: new Set() }, io);
  const caller = triggerCaller(await openClient(options, io), options);
  const answer = await caller.command('fire_trigger', {
    ...(await workflowArgs(caller, target, options)),
    data,
    ...(options.trigger !== undefined && { name: options.trigger }),
    ...(options.key !== undefined && { idempotency_key: options.key }),
  });
  const jobId = textOf(answer['job_id']);
  if (options.json) printJson(io, answer);
  else if (jobId !== null) printText(io.stdout, jobId);
  if (answer['status'] !== 'accepted') io.stderr.write(`${UNTAKEN[String(answer['status'])] ?? ''}\n`);
  return ExitCode.ok;
};

const UNTAKEN: Readonly<Record<string, string>> = {
  duplicate: 'The key is known: this is the job of the first event with it.',
  skipped: 'The workflow is at work and skips what comes meanwhile.',
};

const userArgs = ({ userId }: TriggerOptions): Answer => (userId === undefined ? {} : { user_id: userId });

const workflowArgs = async (caller: CommandCaller, target: string, options: TriggerOptions): Promise<Answer> => ({
  workflow_id: textOf((await getWorkflow(caller, target, options.userId))['id']) ?? target,
  ...userArgs(options),
});

/** Says what to do where a hub has no node in its own process. */
const triggerCaller = (client: HubClient, { node }: TriggerOptions): CommandCaller => {
  const caller = callerOn(client, node);
  return {
    command: async (name, args) => {
      try {
        return await caller.command(name, args);
      } catch (error) {
        if (!(error instanceof CliError) || error.code !== 'UNKNOWN_COMMAND') throw error;
        const hint = 'Name the machine that waits for the events with --node; nodetool gateway nodes list shows them.';
        const { exitCode, code } = error;
        throw new CliError(`${node ?? client.hubUrl} does not know the command ${name}`, {
          exitCode,
          code,
          hint,
          cause: error,
        });
      }
    },
  };
};

/** The webhooks of another machine are at an address of its own, which the hub doesn't know. */
const addressOf = ({ hubUrl }: HubClient, { node }: TriggerOptions): string =>
  node === undefined ? hubUrl : `(address of ${node})`;
