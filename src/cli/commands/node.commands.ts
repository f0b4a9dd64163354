import type { Command } from 'commander';

import type { CallNodeOptions } from '../actions/call-command.js';
import type { ListNodesOptions } from '../actions/node-actions.js';
import type { ClientOptions } from '../hub/client-settings.js';
import { parseDuration } from '../input/duration.js';
import type { CliContext, OptionsOf } from './context.js';
import { clientCommand, collect } from './context.js';

const CALL_HELP = `
Arguments: -a name=value reads the value as JSON where it can be, else as text; name:=value and name=@file work as for run.
With "any" as the id, the hub chooses a connected node that lists the command and has the least to do.

Examples:
  nodetool gateway nodes call gpu-1 list_jobs -a limit=5
  nodetool gateway nodes call any list_nodes -a namespace=nodetool.text
  nodetool gateway nodes call gpu-1 search_nodes --args '{"query": ["text"]}'`;

const NEW_HELP = `
The folder's name becomes the package's name and the namespace of its node types. Load it with NODE_PACKAGES=./FOLDER.

Example:
  nodetool gateway nodes new my-nodes`;

/** Defines `nodes` and the commands below it. */
export const defineNodes = (gateway: Command, { io, end }: CliContext): void => {
  const nodes = gateway.command('nodes').description('Looks at the machines that joined the hub, and calls them.');
  nodes
    .command('new <folder>')
    .description('Makes a package with two node types and their tests, to begin your own with.')
    .addHelpText('after', NEW_HELP)
    .action(async (folder: string) => {
      const { newNodePackage } = await import('../actions/new-node-package.js');
      end(await newNodePackage(folder, io));
    });
  clientCommand(nodes, 'list', 'Lists the nodes that the hub knows.')
    .option('--state <state>', 'only nodes in this state')
    .action(async (options: OptionsOf<ListNodesOptions>) => {
      const { listNodes } = await import('../actions/node-actions.js');
      end(await listNodes(options, io));
    });
  clientCommand(nodes, 'show <id>', 'Shows a node: state, load, labels, what it can do, its last errors.').action(
    async (id: string, options: ClientOptions) => {
      const { showNode } = await import('../actions/node-actions.js');
      end(await showNode(id, options, io));
    },
  );
  clientCommand(nodes, 'call <id> <command>', 'Runs a command on a node and prints its answer as JSON.')
    .option('-a, --arg <name=value>', 'an argument; repeatable', collect)
    .option('--args <json>', 'the arguments as a JSON object; -a overrides them')
    .option('--timeout <duration>', 'wait so long for the answer, such as 30s', parseDuration)
    .addHelpText('after', CALL_HELP)
    .action(async (id: string, command: string, options: OptionsOf<CallNodeOptions>) => {
      const { callNode } = await import('../actions/call-command.js');
      end(await callNode(id, command, options, io));
    });
};
