import type { Command } from 'commander';

import type { McpOptions } from '../actions/serve-mcp.js';
import type { CliContext, OptionsOf } from './context.js';
import { clientCommand } from './context.js';

const MCP_HELP = `
For programs that start an MCP server as a process of their own; log in first, or set NODETOOL_HUB_URL and NODETOOL_TOKEN.
A program that speaks Streamable HTTP needs no such process: its address is /mcp at the hub, with the token as bearer.

Example of such a program's settings:
  { "mcpServers": { "nodetool": { "command": "npx", "args": ["nodetool", "mcp", "--write"] } } }`;

/** Defines `mcp`. */
export const defineMcp = (program: Command, { io, end }: CliContext): void => {
  clientCommand(program, 'mcp', 'Serves every command as an MCP tool over standard input and output.')
    .option('--write', 'also offer the tools that change or delete something, such as run_workflow')
    .addHelpText('after', MCP_HELP)
    .action(async (options: OptionsOf<McpOptions>) => {
      const { serveMcp } = await import('../actions/serve-mcp.js');
      end(await serveMcp(options, io));
    });
};
