import type { Command } from 'commander';

import type { CallOptions } from '../actions/call-command.js';
import type { CliContext, OptionsOf } from './context.js';
import { clientCommand, collect } from './context.js';

const CALL_HELP = `
It is answered by the process at the URL itself, be it a hub or a node; nodes call asks a machine behind a hub.
Arguments: -a name=value reads the value as JSON where it can be, else as text; name:=value and name=@file work as for run.

Examples:
  nodetool gateway call list_workflows -a workflow_type=all
  nodetool gateway call search_nodes --args '{"query": ["text"]}' --json`;

/** Defines `call`. */
export const defineCall = (gateway: Command, { io, end }: CliContext): void => {
  clientCommand(gateway, 'call <command>', 'Runs a command of a hub or a node and prints its answer as JSON.')
    .option('-a, --arg <name=value>', 'an argument; repeatable', collect)
    .option('--args <json>', 'the arguments as a JSON object; -a overrides them')
    .addHelpText('after', CALL_HELP)
    .action(async (command: string, options: OptionsOf<CallOptions>) => {
      const { callHere } = await import('../actions/call-command.js');
      end(await callHere(command, options, io));
    });
};
