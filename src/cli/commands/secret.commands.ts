import type { Command } from 'commander';

import type { SecretOptions, SetSecretOptions } from '../actions/secret-actions.js';
import type { CliContext, OptionsOf } from './context.js';
import { clientCommand } from './context.js';

const SET_HELP = `
The value is never an argument, because other users can see those in the list of processes. It is asked for on a terminal,
else read from standard input; a line feed at its end is left out. It is kept encrypted on that node and can't be read back.

Examples:
  nodetool gateway secrets set gpu-1 OPENAI_API_KEY
  nodetool gateway secrets set gpu-1 HF_TOKEN --from-file token.txt
  pass show groq | nodetool gateway secrets set gpu-1 GROQ_API_KEY`;

/** Defines `secrets` and the commands below it. */
export const defineSecrets = (gateway: Command, { io, end }: CliContext): void => {
  const secrets = gateway.command('secrets').description('Keeps keys of model providers on a node, encrypted.');
  secretCommand(secrets, 'list <node>', 'Lists the names of the secrets on a node, never their values.').action(
    async (node: string, options: OptionsOf<SecretOptions>) => {
      const { listSecrets } = await import('../actions/secret-actions.js');
      end(await listSecrets(node, options, io));
    },
  );
  secretCommand(secrets, 'set <node> <name>', 'Stores a secret, over the one of that name.')
    .option('--from-file <file>', 'file with the value, - for standard input')
    .addHelpText('after', SET_HELP)
    .action(async (node: string, name: string, options: OptionsOf<SetSecretOptions>) => {
      const { setSecret } = await import('../actions/secret-actions.js');
      end(await setSecret(node, name, options, io));
    });
  secretCommand(secrets, 'delete <node> <name>', 'Removes a secret for good.').action(
    async (node: string, name: string, options: OptionsOf<SecretOptions>) => {
      const { deleteSecret } = await import('../actions/secret-actions.js');
      end(await deleteSecret(node, name, options, io));
    },
  );
};

const secretCommand = (parent: Command, nameAndArguments: string, summary: string): Command =>
  clientCommand(parent, nameAndArguments, summary).option('--user <id>', 'whose secrets (default: your own)');
