import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { CallToolResult, ServerNotification } from '@modelcontextprotocol/sdk/types.js';
import {
  CallToolRequestSchema,
  ErrorCode,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';

import type { CommandUpdate } from '../dispatch/caller.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import type { McpResources } from './mcp-resources.service.js';
import type { McpIdentity } from './mcp-session.contract.js';
import type { McpTools } from './mcp-tools.service.js';
import { ProgressMeter } from './progress.js';
import { toolFailure, toolResult } from './tool-result.js';

/** What a session is made of. */
export interface McpServerParts {
  readonly tools: McpTools;
  readonly resources: McpResources;
  readonly identity: McpIdentity;
  readonly version: string;
}

const INSTRUCTIONS = `Runs NodeTool workflows and manages what belongs to them: workflows, jobs, files, models, collections.
Look for a workflow with list_workflows or get_workflow (its input_schema says what it takes), then call run_workflow with params.
Lists are paged: give the next of a page as start_key. Errors begin with a code such as NOT_FOUND.`;

/** The code of MCP for a resource that doesn't exist. */
const RESOURCE_NOT_FOUND = -32_002;

/** Makes the server of one session; it has to be connected to a transport. */
export const createMcpServer = ({ tools, resources, identity, version }: McpServerParts): Server => {
  const info = { name: 'nodetool-gateway', title: 'NodeTool gateway', version };
  const server = new Server(info, { capabilities: { tools: {}, resources: {} }, instructions: INSTRUCTIONS });
  server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: [...(await tools.list(identity))] }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal, sendNotification, _meta }) => {
    const { name, arguments: args = {} } = params;
    if (!tools.has(name, identity)) throw new McpError(ErrorCode.InvalidParams, `There is no tool ${name}`);
    const onUpdate = reporter(_meta?.progressToken, sendNotification);
    return await answer(async () => {
      const { result, nodeId } = await tools.call({ name, args, signal, ...(onUpdate && { onUpdate }) }, identity);
      return toolResult(result, nodeId);
    });
  });
  server.setRequestHandler(ListResourcesRequestSchema, ({ params }) =>
    refusing(() => resources.list(params?.cursor, identity)),
  );
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: resources.templates(identity),
  }));
  server.setRequestHandler(ReadResourceRequestSchema, ({ params }) =>
    refusing(() => resources.read(params.uri, identity)),
  );
  return server;
};

/** Reports the steps of a call to whoever asked for progress. */
const reporter = (
  progressToken: string | number | undefined,
  send: (notification: ServerNotification) => Promise<void>,
): ((update: CommandUpdate) => void) | undefined => {
  if (progressToken === undefined) return undefined;
  const meter = new ProgressMeter();
  return (update) => {
    const progress = meter.take(update, performance.now());
    if (!progress) return;
    // A reader that has gone misses nothing: its call ends by itself.
    send({ method: 'notifications/progress', params: { progressToken, ...progress } }).catch(() => undefined);
  };
};

const answer = async (act: () => Promise<CallToolResult>): Promise<CallToolResult> => {
  try {
    return await act();
  } catch (error) {
    if (error instanceof ProtocolError) return toolFailure(error);
    throw error;
  }
};

const refusing = async <T>(act: () => Promise<T>): Promise<T> => {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    const code = error.code === 'NOT_FOUND' ? RESOURCE_NOT_FOUND : ErrorCode.InvalidParams;
    throw new McpError(code, `${error.code}: ${error.message}`, { code: error.code });
  }
};
