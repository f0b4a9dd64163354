import type { Command } from 'commander';
import { Option } from 'commander';

import type { FireTriggerOptions, StartTriggerOptions, TriggerOptions } from '../actions/trigger-actions.js';
import type { CliContext, OptionsOf } from './context.js';
import { clientCommand, collect } from './context.js';

const START_HELP = `
The machine waits for the events of the workflow's triggers (an interval, a file, a webhook, "triggers fire"), also after it was
started again, until the workflow is switched off. Each event is a job of its own.

Examples:
  nodetool gateway triggers start "Nightly report"
  nodetool gateway triggers start order-webhook --overlap parallel`;

const FIRE_HELP = `
What is sent is given as for run: -p name=value, or a file with a JSON object.

Example:
  nodetool gateway triggers fire my-workflow -p question="Why?" --key order-17`;

/** Defines `triggers` and the commands below it. */
export const defineTriggers = (gateway: Command, context: CliContext): void => {
  const triggers = gateway.command('triggers').description('Switches workflows on and off that begin by events.');
  defineSwitches(triggers, context);
  defineFire(triggers, context);
};

const defineSwitches = (triggers: Command, { io, end }: CliContext): void => {
  triggerCommand(triggers, 'list', 'Lists the workflows that were switched on, with how they are doing.').action(
    async (options: OptionsOf<TriggerOptions>) => {
      const { listTriggers } = await import('../actions/trigger-actions.js');
      end(await listTriggers(options, io));
    },
  );
  triggerCommand(triggers, 'start <workflow>', 'Switches a workflow on, by id or name: each event starts a job.')
    .addOption(
      new Option(
        '--overlap <how>',
        'what happens with an event while an earlier one is worked on (default: queue)',
      ).choices(['queue', 'skip', 'parallel']),
    )
    .option('--no-catch-up', 'do not make up for what is missed while the machine is down')
    .option('--new-token', 'make a new secret for its webhooks; the old one is no longer taken')
    .addHelpText('after', START_HELP)
    .action(async (workflow: string, options: OptionsOf<StartTriggerOptions>) => {
      const { startTrigger } = await import('../actions/trigger-actions.js');
      end(await startTrigger(workflow, options, io));
    });
  triggerCommand(
    triggers,
    'stop <workflow...>',
    'Switches workflows off; events that they have taken still get their jobs.',
  ).action(async (workflows: readonly string[], options: OptionsOf<TriggerOptions>) => {
    const { stopTriggers } = await import('../actions/trigger-actions.js');
    end(await stopTriggers(workflows, options, io));
  });
};

const defineFire = (triggers: Command, { io, end }: CliContext): void => {
  triggerCommand(triggers, 'fire <workflow>', 'Sends something to a manual trigger and prints the id of its job.')
    .option('-p, --param <name=value>', 'a field of what is sent; repeatable', collect)
    .option('--params-file <file>', 'file with a JSON object to send; -p overrides its fields')
    .option('--trigger <name>', 'name of the manual trigger; needed when there are several')
    .option('--key <text>', 'names the event: sent again, it starts no second job')
    .addHelpText('after', FIRE_HELP)
    .action(async (workflow: string, options: OptionsOf<FireTriggerOptions>) => {
      const { fireTrigger } = await import('../actions/trigger-actions.js');
      end(await fireTrigger(workflow, options, io));
    });
};

const triggerCommand = (parent: Command, nameAndArguments: string, summary: string): Command =>
  clientCommand(parent, nameAndArguments, summary)
    .option('--user-id <id>', 'user whose workflows are meant')
    .option('--node <id>', 'machine behind the hub that waits for the events (default: the process at the URL)');
