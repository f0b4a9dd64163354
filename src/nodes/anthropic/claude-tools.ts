import type { NodeContext } from '../../engine/node-context.js';
import type { AgentTool } from '../ai/tools/agent-tool.js';
import { browserTool } from '../ai/tools/browser-tool.js';
import { listDirectoryTool, readFileTool, writeFileTool } from '../ai/tools/workspace-tools.js';

type Make = (context: NodeContext) => AgentTool;

const TOOLS: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['LS', ({ workspace }) => listDirectoryTool(workspace, 'LS')],
  ['Read', ({ workspace }) => readFileTool(workspace, 'Read')],
  ['WebFetch', ({ http }) => browserTool(http, 'WebFetch')],
  ['Write', ({ workspace }) => writeFileTool(workspace, 'Write')],
]);

/** Why a tool isn't offered, where there is more to say than that it isn't known. */
const REFUSALS: ReadonlyMap<string, string> = new Map([
  ['Bash', 'a workflow must not run commands on the machine; control a graph node that does what is needed instead'],
]);

/**
 * Finds the tools that an author allows; says in the log which aren't offered, and why.
 *
 * @param isPlanning true lets the agent read only
 */
export const claudeTools = (
  allowed: readonly string[],
  isPlanning: boolean,
  context: NodeContext,
): readonly AgentTool[] =>
  [...new Set(allowed)].flatMap((name) => {
    const make = TOOLS.get(name);
    const isHeldBack = isPlanning && name === 'Write';
    if (make && !isHeldBack) return [make(context)];
    const known = `the tools here are ${[...TOOLS.keys()].join(', ')}`;
    const reason = isHeldBack ? 'permission_mode plan only reads' : (REFUSALS.get(name) ?? known);
    context.log(`Tool ${name} is not offered: ${reason}.`, 'warning');
    return [];
  });
