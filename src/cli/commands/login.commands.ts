import type { Command } from 'commander';

import type { LoginOptions, LogoutOptions } from '../actions/login.js';
import type { CliContext } from './context.js';

const LOGIN_HELP = `
The hub prints an operator token at its first start. It is stored with the hub's address in
$XDG_CONFIG_HOME/nodetool/credentials.json, which only you may read.

Examples:
  nodetool gateway login
  nodetool gateway login --hub-url https://hub.example < token.txt`;

/** Defines `login` and `logout`. */
export const defineLogin = (gateway: Command, { io, end }: CliContext): void => {
  gateway
    .command('login')
    .description('Reads a token, checks it at the hub and stores it.')
    .option('--hub-url <url>', 'address of the hub (NODETOOL_HUB_URL, else http://127.0.0.1:8080)')
    .option('--token-file <file>', 'file with the token; standard input when not given')
    .option('--no-verify', 'store it without asking the hub')
    .addHelpText('after', LOGIN_HELP)
    .action(async (options: LoginOptions) => {
      const { login } = await import('../actions/login.js');
      end(await login(options, io));
    });
  gateway
    .command('logout')
    .description('Forgets the stored token of a hub.')
    .option('--hub-url <url>', 'address of the hub (NODETOOL_HUB_URL, else the one of the last login)')
    .option('--all', 'forget the tokens of all hubs')
    .action(async (options: LogoutOptions) => {
      const { logout } = await import('../actions/login.js');
      end(await logout(options, io));
    });
};
