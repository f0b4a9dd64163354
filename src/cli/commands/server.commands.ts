import type { Command } from 'commander';

import type { Setting } from '../../config/setting.decorator.js';
import type { CliContext } from './context.js';

/** Settings that `connect` fixes or that only a hub has. */
const NOT_FOR_CONNECT: ReadonlySet<string> = new Set(['role', 'hub-node-token']);

const CONNECT_HELP = `
Examples:
  nodetool gateway connect --url ws://gateway.example.com:8080 --auth-token-file node-token.txt
  nodetool gateway connect --url ws://gateway.example.com:8080 --node-id production-node-1 --user-id prod-user`;

/**
 * Defines `serve` and `connect`.
 *
 * @param settings those of the server, one flag each; empty when neither command was asked for, so that the others start fast
 */
export const defineServers = (gateway: Command, settings: readonly Setting[], context: CliContext): void => {
  const serve = gateway.command('serve').description('Starts a server: the hub, a node, or both joined (the default).');
  addSettings(serve, settings);
  serve.action((flags: Flags) => start(serve, flags, {}, context));

  const connect = gateway.command('connect').description('Starts a node on this machine and joins it to a hub.');
  const mine = settings.filter(({ flag }) => !NOT_FOR_CONNECT.has(flag));
  addSettings(connect, [...mine.filter(isAboutLink), ...mine.filter((setting) => !isAboutLink(setting))]);
  connect.addHelpText('after', CONNECT_HELP);
  connect.action((flags: Flags) => start(connect, flags, { role: 'node' }, context));
};

/** What a node needs to know of its hub comes first in the help. */
const isAboutLink = ({ env }: Setting): boolean => env.startsWith('GATEWAY_');

/** Options as commander gives them, by their camel-case name. */
type Flags = Readonly<Record<string, string | undefined>>;

const addSettings = (command: Command, settings: readonly Setting[]): void => {
  for (const { flag, env, unit = 'value', meaning, default: standard, defaultNote } of settings) {
    const otherwise = defaultNote ?? standard;
    command.option(
      `--${flag} <${unit}>`,
      `${meaning} (${env}${otherwise === undefined ? '' : `; default: ${otherwise}`})`,
    );
  }
};

const start = async (command: Command, given: Flags, fixed: Flags, { end }: CliContext): Promise<void> => {
  const named = command.options.map((option) => [option.name(), given[option.attributeName()]] as const);
  const { serve } = await import('../../app/serve.js');
  end(await serve({ flags: { ...Object.fromEntries(named), ...fixed } }));
};
