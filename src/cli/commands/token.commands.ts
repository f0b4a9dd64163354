import type { Command } from 'commander';
import { Option } from 'commander';

import type { CreateTokenOptions } from '../actions/token-actions.js';
import type { ClientOptions } from '../hub/client-settings.js';
import { parseDuration } from '../input/duration.js';
import type { CliContext } from './context.js';
import { clientCommand, collect } from './context.js';
import type { OptionsOf } from './context.js';

const CREATE_HELP = `
Scopes of a service: admin, runs:read, runs:write, nodes:read, nodes:admin, commands:read, commands:write.
Without --scope it may do everything, without --user it acts for every user.

Examples:
  nodetool gateway tokens create --name reports --scope commands:read --scope runs:read --expires 90d
  nodetool gateway tokens create --kind node --node gpu-1
  nodetool gateway tokens create --user ann --scope runs:write > ann.token`;

/** Defines `tokens` and the commands below it. */
export const defineTokens = (gateway: Command, { io, end }: CliContext): void => {
  const tokens = gateway.command('tokens').description('Gives out tokens for callers and nodes, and takes them back.');
  clientCommand(tokens, 'list', 'Lists the tokens that were given out.').action(async (options: ClientOptions) => {
    const { listTokens } = await import('../actions/token-actions.js');
    end(await listTokens(options, io));
  });
  clientCommand(tokens, 'create', 'Makes a token and prints it; it can not be shown again.')
    .addOption(
      new Option('--kind <kind>', 'what it is for').choices(['service', 'node', 'operator']).default('service'),
    )
    .option('--name <name>', 'how you call it')
    .option('--user <id>', 'user for whom it acts; repeatable', collect)
    .option('--scope <scope>', 'what a service may do; repeatable', collect)
    .option('--node <id>', 'the only machine that may join with it')
    .option('--expires <duration>', 'how long it is good, such as 90d', parseDuration)
    .addHelpText('after', CREATE_HELP)
    .action(async (options: OptionsOf<CreateTokenOptions>) => {
      const { createToken } = await import('../actions/token-actions.js');
      end(await createToken(options, io));
    });
  clientCommand(tokens, 'revoke <id>', 'Takes a token back: it is refused from now on.').action(
    async (id: string, options: ClientOptions) => {
      const { revokeToken } = await import('../actions/token-actions.js');
      end(await revokeToken(id, options, io));
    },
  );
};
