import type { Command, Option } from 'commander';

import { listSettings } from '../config/load-config.js';
import { EXIT_CODE_MEANINGS } from './exit-codes.js';
import { buildProgram } from './program.js';

const CLIENT_FLAGS: ReadonlySet<string> = new Set(['--hub-url', '--token-file', '--token', '--json']);

const OPENING = `# The command line

\`nodetool\` starts servers and speaks to them. In a clone of this repository it is \`npx nodetool\` after \`npm run build\`.
This page is made from the program by \`npm run docs:cli\`; the same words come with \`--help\`.

## Output

Data goes to standard output and words (progress, hints, errors) to standard error, so that a pipe gets data only.
With \`--json\`, data is JSON: one document on one line, and one event per line for \`runs watch\`. An error is then a JSON
object on standard error: \`{"error": {"code", "detail", "hint", "problems", "exit_code"}}\`.

Colour and the live picture appear on a terminal only. \`NO_COLOR\` turns colour off; \`TERM=dumb\` or \`CI\` turn the picture
into plain lines.

## Which hub, and as whom

| | address of the hub | token |
| --- | --- | --- |
| 1 | \`--hub-url\` | \`--token\`, \`--token-file\` |
| 2 | \`NODETOOL_HUB_URL\` | \`NODETOOL_TOKEN\` |
| 3 | the last \`nodetool gateway login\` | the login that was stored for this very address |
| 4 | \`http://127.0.0.1:8080\` | none |

The first that is given counts. \`--token\` shows the token in the list of processes while the program starts: prefer the other ways.
Logins are stored in \`$XDG_CONFIG_HOME/nodetool/credentials.json\` (else \`~/.config/…\`) with mode 600.

## Exit codes
`;

/** Writes the reference of the command line as Markdown, from the commands themselves. */
export const cliReference = (): string => {
  const program = buildProgram(SILENT, listSettings());
  const exitCodes = Object.entries(EXIT_CODE_MEANINGS).map(([code, meaning]) => `| ${code} | ${meaning} |`);
  const sections = leavesOf(program).map(({ path, command }) => sectionOf(path, command));
  const table = ['| code | meaning |', '| --- | --- |', ...exitCodes].join('\n');
  return `${OPENING}\n${table}\n\n## Commands\n\n${sections.join('\n')}`;
};

async function* noLines(): AsyncGenerator<string> {}

/** The definitions ask for a terminal only when a command runs. */
const SILENT = {
  io: {
    env: {},
    stdin: { isTty: false, readAll: () => Promise.resolve(''), lines: noLines, readSecret: () => Promise.resolve('') },
    stdout: { write: () => undefined, isTty: false, columns: () => 100, rows: () => 24 },
    stderr: { write: () => undefined, isTty: false, columns: () => 100, rows: () => 24 },
    onInterrupt: () => () => undefined,
  },
  end: () => undefined,
};

interface Leaf {
  readonly path: string;
  readonly command: Command;
}

const leavesOf = (command: Command, above = ''): Leaf[] => {
  const path = `${above}${command.name()}`;
  return command.commands.length === 0
    ? [{ path, command }]
    : command.commands.flatMap((child) => leavesOf(child, `${path} `));
};

const sectionOf = (path: string, command: Command): string => {
  const names = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? ` <${name}>` : ` [${name}]`;
  });
  const own = command.options.filter(({ long }) => !CLIENT_FLAGS.has(long ?? '') || !isClient(command));
  const shared = isClient(command) ? 'Takes `--hub-url`, `--token-file`, `--token` and `--json`.\n' : '';
  return [`### ${path}${names.join('')}`, '', command.description(), '', optionTable(own), shared, extraText(command)]
    .filter((part, index) => index < 4 || part !== '')
    .join('\n');
};

const isClient = (command: Command): boolean => command.options.some(({ long }) => long === '--token');

const optionTable = (options: readonly Option[]): string =>
  options.length === 0
    ? ''
    : `${['| option | meaning |', '| --- | --- |', ...options.map((option) => `| \`${option.flags}\` | ${meaningOf(option)} |`)].join('\n')}\n`;

const meaningOf = ({ description, argChoices, defaultValue }: Option): string => {
  const choices = argChoices ? `; one of ${argChoices.join(', ')}` : '';
  const standard =
    typeof defaultValue === 'string' || typeof defaultValue === 'number' ? ` (default: ${defaultValue})` : '';
  return `${description}${choices}${standard}`.replaceAll('|', '\\|');
};

/** What a command's help says below its options. */
const extraText = (command: Command): string => {
  let all = '';
  command.configureOutput({
    writeOut: (text) => {
      all += text;
    },
  });
  command.outputHelp();
  const extra = all.slice(command.helpInformation().length).trim();
  return extra === '' ? '' : `\`\`\`text\n${extra}\n\`\`\`\n`;
};
