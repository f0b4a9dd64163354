import { readFileSync } from 'node:fs';

import { Command } from 'commander';

import type { Setting } from '../config/setting.decorator.js';
import { defineAudit } from './commands/audit.commands.js';
import { defineCall } from './commands/call.commands.js';
import type { CliContext } from './commands/context.js';
import { defineLogin } from './commands/login.commands.js';
import { defineMcp } from './commands/mcp.commands.js';
import { defineNodes } from './commands/node.commands.js';
import { definePair, definePairings } from './commands/pairing.commands.js';
import { defineRun, defineRuns } from './commands/run.commands.js';
import { defineSecrets } from './commands/secret.commands.js';
import { defineServers } from './commands/server.commands.js';
import { defineTokens } from './commands/token.commands.js';
import { defineTriggers } from './commands/trigger.commands.js';
import { defineWorkflows } from './commands/workflow.commands.js';
import { EXIT_CODE_MEANINGS } from './exit-codes.js';

/** Builds the `nodetool` command with everything below it. */
export const buildProgram = (context: CliContext, settings: readonly Setting[]): Command => {
  const program = new Command('nodetool')
    .description('Runs NodeTool workflows on any of your machines through one address.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .configureHelp({ showGlobalOptions: false });
  program.addHelpText('after', EXIT_CODES_HELP);
  const gateway = program
    .command('gateway')
    .description('Starts hubs and nodes, and works with them.')
    .addHelpText('after', `${ENVIRONMENT_HELP}\n${EXIT_CODES_HELP}`);
  defineServers(gateway, settings, context);
  defineRun(gateway, context);
  defineRuns(gateway, context);
  defineNodes(gateway, context);
  defineWorkflows(gateway, context);
  defineTriggers(gateway, context);
  defineSecrets(gateway, context);
  defineCall(gateway, context);
  defineTokens(gateway, context);
  defineAudit(gateway, context);
  definePair(gateway, context);
  definePairings(gateway, context);
  defineLogin(gateway, context);
  defineMcp(program, context);
  return program;
};

const EXIT_CODES_HELP = `
Exit codes:
${Object.entries(EXIT_CODE_MEANINGS)
  .map(([code, meaning]) => `  ${code.padEnd(4)} ${meaning}`)
  .join('\n')}`;

const ENVIRONMENT_HELP = `
Environment of the commands that speak to a hub:
  NODETOOL_HUB_URL   address of the hub
  NODETOOL_TOKEN     token to show there
  NO_COLOR           when set, nothing is coloured
  XDG_CONFIG_HOME    folder for the stored login (default: ~/.config)

Data goes to standard output, words to standard error. Servers read their settings from flags, the environment,
.env.local and .env, in this order.`;

const packageVersion = (): string => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  // The package's own manifest always has a version.
  return (JSON.parse(text) as { version: string }).version;
};
