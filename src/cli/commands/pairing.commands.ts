import type { Command } from 'commander';

import type { ApproveOptions, DenyOptions } from '../actions/pairing-actions.js';
import type { PairOptions } from '../actions/pair.js';
import type { ClientOptions } from '../hub/client-settings.js';
import { parseDuration } from '../input/duration.js';
import type { CliContext, OptionsOf } from './context.js';
import { clientCommand, collect } from './context.js';

const PAIR_HELP = `
Shows a code and waits. At the hub, an operator compares it and says: nodetool gateway pairings approve CODE.
The token is good for this node's name alone. Afterwards: nodetool gateway connect --url …

Example:
  nodetool gateway pair --url wss://gateway.example.com --node-id gpu-1 --user ann`;

const APPROVE_HELP = `
Read the code on the machine itself, or hear it from somebody whom you know: whoever shows it gets the token.

Example:
  nodetool gateway pairings approve BCDF-GHJK --user ann --expires 90d`;

/** Defines `pair`, which runs on the machine that wants to join. */
export const definePair = (gateway: Command, { io, end }: CliContext): void => {
  gateway
    .command('pair')
    .description('Asks a hub for a token for this machine, by a code that an operator approves.')
    .option('--url <url>', 'address of the hub (GATEWAY_URL)')
    .option('--node-id <id>', 'name of this node (GATEWAY_NODE_ID; default: made once and kept in DATA_DIR)')
    .option('--user <id>', 'user for whom it wants to work; repeatable (default: all)', collect)
    .option(
      '--auth-token-file <file>',
      'where the token is stored (GATEWAY_AUTH_TOKEN_FILE; default: DATA_DIR/node-token)',
    )
    .option('--data-dir <path>', 'data folder of the node (DATA_DIR; default: ./data/node)')
    .option('--json', 'print data as JSON')
    .addHelpText('after', PAIR_HELP)
    .action(async (options: PairOptions) => {
      const { pair } = await import('../actions/pair.js');
      end(await pair(options, io));
    });
};

/** Defines `pairings` and the commands below it. */
export const definePairings = (gateway: Command, { io, end }: CliContext): void => {
  const pairings = gateway.command('pairings').description('Lets machines join that ask for it, or turns them away.');
  clientCommand(pairings, 'list', 'Lists the machines that wait.').action(async (options: ClientOptions) => {
    const { listPairings } = await import('../actions/pairing-actions.js');
    end(await listPairings(options, io));
  });
  clientCommand(pairings, 'approve <code>', 'Gives the machine that shows the code a token for its own name.')
    .option('--user <id>', 'user for whom it may work, in place of its wishes; repeatable', collect)
    .option('--name <name>', 'how you call the token (default: the name of the node)')
    .option('--expires <duration>', 'how long the token is good, such as 90d', parseDuration)
    .addHelpText('after', APPROVE_HELP)
    .action(async (code: string, options: OptionsOf<ApproveOptions>) => {
      const { approvePairing } = await import('../actions/pairing-actions.js');
      end(await approvePairing(code, options, io));
    });
  clientCommand(pairings, 'deny <code>', 'Turns a machine away.')
    .option('--id', 'the argument is the id from the list, not a code')
    .action(async (code: string, options: OptionsOf<DenyOptions>) => {
      const { denyPairing } = await import('../actions/pairing-actions.js');
      end(await denyPairing(code, options, io));
    });
};
