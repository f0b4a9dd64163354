import { isRecord } from '../../../common/json.js';
import type { NodeContext } from '../../../engine/node-context.js';
import type { AgentTool } from './agent-tool.js';
import { browserTool } from './browser-tool.js';
import { nodeTypeTool } from './node-type-tool.js';
import { toolNameOf } from './tool-name.js';
import { listDirectoryTool, readFileTool, writeFileTool } from './workspace-tools.js';

/** Tools that run a node type under a name of their own. */
const NODE_TYPE_TOOLS: Readonly<Record<string, string>> = {
  google_finance: 'search.google.GoogleFinance',
  google_images: 'search.google.GoogleImages',
  google_jobs: 'search.google.GoogleJobs',
  google_lens: 'search.google.GoogleLens',
  google_maps: 'search.google.GoogleMaps',
  google_news: 'search.google.GoogleNews',
  google_search: 'search.google.GoogleSearch',
  google_shopping: 'search.google.GoogleShopping',
};

const OWN_TOOLS: Readonly<Record<string, (context: NodeContext) => AgentTool>> = {
  browser: ({ http }) => browserTool(http),
  list_directory: ({ workspace }) => listDirectoryTool(workspace),
  read_file: ({ workspace }) => readFileTool(workspace),
  write_file: ({ workspace }) => writeFileTool(workspace),
};

/**
 * Finds the tools that an author has chosen: by their names, or node types by their type strings.
 *
 * @throws Error that names a tool which isn't there
 */
export const chooseTools = (chosen: readonly unknown[], context: NodeContext): readonly AgentTool[] => {
  const names = new Set(chosen.map(nameOf).filter((name) => name !== ''));
  return [...names].map((name) => findTool(name, context));
};

const nameOf = (chosen: unknown): string => {
  const name = isRecord(chosen) ? chosen['name'] : chosen;
  return typeof name === 'string' ? name : '';
};

const findTool = (name: string, context: NodeContext): AgentTool => {
  const own = OWN_TOOLS[name];
  if (own) return own(context);
  const wanted = NODE_TYPE_TOOLS[name];
  const view = context.runs.nodeTypes().find(({ type }) => type === (wanted ?? name));
  if (wanted !== undefined) {
    if (!view) throw new Error(`Tool ${name} needs the node type ${wanted}, which isn't installed on this node`);
    return nodeTypeTool(name, view, context.runs);
  }
  const known = [...Object.keys(OWN_TOOLS), ...Object.keys(NODE_TYPE_TOOLS)].toSorted().join(', ');
  if (!view) throw new Error(`There is no tool ${name}: choose among ${known}, or give the type of a node`);
  if (!view.exposeAsTool) throw new Error(`Node type ${name} can't be used as a tool: choose among ${known}`);
  return nodeTypeTool(toolNameOf(name), view, context.runs);
};
