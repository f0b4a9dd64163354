import type { Command } from 'commander';
import { Option } from 'commander';

import type { CreateTokenOptions, RotateTokenOptions } from '../actions/token-actions.js';
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

const ROTATE_HELP = `
Connected nodes get the new text from the hub, write it into their token file and come back with it.
A text that leaked is ended at once: --now.

Example:
  nodetool gateway tokens rotate 0199c1d2e3f47a5b8c6d9e0f1a2b3c4d > node.token`;

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
  clientCommand(tokens, 'rotate <id>', 'Gives a token a new text and prints it; the old one works for a while.')
    .option('--overlap <duration>', 'how long the old text works, such as 24h (default: 24h)', parseDuration)
    .option('--now', 'end the old text at once and send the new one to nobody')
    .addHelpText('after', ROTATE_HELP)
    .action(async (id: string, options: OptionsOf<RotateTokenOptions>) => {
      const { rotateToken } = await import('../actions/token-actions.js');
      end(await rotateToken(id, options, io));
    });
  clientCommand(tokens, 'revoke <id>', 'Takes a token back: it is refused and what lives by it ends, at once.').action(
    async (id: string, options: ClientOptions) => {
      const { revokeToken } = await import('../actions/token-actions.js');
      end(await revokeToken(id, options, io));
    },
  );
};
