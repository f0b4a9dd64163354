import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';

import { runCli } from '../../src/cli/run-cli.js';
import { isRecord } from '../../src/common/json.js';
import { makeStorage } from './hub.js';
import { createMemoryIo } from './memory-io.js';
import type { TestServer } from './server.js';
import { startServer } from './server.js';

type Values = Readonly<Record<string, unknown>>;

/** What a door answers to a call: a result, or the code and text of a refusal. */
export type DoorAnswer =
  { readonly result: Record<string, unknown> } | { readonly code: string; readonly text: string };

/** A way to the commands of a node. */
export type Door = (command: string, args: Values) => Promise<DoorAnswer>;

/** A hub and a node that joined it, each a process of its own. */
export interface HubAndNode {
  readonly hub: TestServer;
  readonly node: TestServer;
  readonly nodeId: string;
  close(): Promise<void>;
}

/** Tokens of somebody at both processes. */
export interface DoorTokens {
  readonly hub: string;
  readonly node: string;
}

const NODE_ID = 'door-node';
const ASK_MS = 50;

/** Starts a hub and a node; with a URL each keeps its rows in a fresh schema of that PostgreSQL. */
export const startHubAndNode = async (
  databaseUrl?: string,
  env: Readonly<Record<string, string>> = {},
): Promise<HubAndNode> => {
  const storages = [await makeStorage(databaseUrl), await makeStorage(databaseUrl)] as const;
  const [hubRows, nodeRows] = storages;
  const hub = await startServer({
    role: 'hub',
    dataDir: hubRows.dataDir,
    env: { ...rowsIn(hubRows.databaseUrl), ...env },
  });
  const node = await startServer({
    role: 'node',
    dataDir: nodeRows.dataDir,
    env: {
      ...rowsIn(nodeRows.databaseUrl),
      ...env,
      GATEWAY_URL: hub.wsUrl,
      GATEWAY_AUTH_TOKEN: hub.nodeToken,
      GATEWAY_NODE_ID: NODE_ID,
    },
  });
  await hasJoined(hub);
  return {
    hub,
    node,
    nodeId: NODE_ID,
    close: async () => {
      await node.stop();
      await hub.stop();
      await Promise.all(storages.map((storage) => storage.remove()));
    },
  };
};

/** A node is ready before its link is. */
const hasJoined = async ({ url, operatorToken }: TestServer): Promise<void> => {
  const headers = { authorization: `Bearer ${operatorToken}` };
  for (;;) {
    const { ok } = await fetch(`${url}/api/v1/nodes/${NODE_ID}`, { headers });
    if (ok) return;
    // A pause, because asking without one takes the processor from the node that starts.
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
  }
};

const rowsIn = (databaseUrl: string | undefined): Record<string, string> =>
  databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl, COLLECTION_STORE: 'file' }; // this PostgreSQL may lack pgvector

/** Opens every door to a node; the clients of MCP stay open until `close`. */
export const openDoors = async (
  { hub, node, nodeId }: HubAndNode,
  tokens: DoorTokens,
): Promise<{ readonly doors: Readonly<Record<string, Door>>; close(): Promise<void> }> => {
  const atNode = await connectMcp(node.url, tokens.node);
  const atHub = await connectMcp(hub.url, tokens.hub);
  return {
    doors: {
      'REST of the node': rest(`${node.url}/api/v1/commands`, tokens.node),
      'the hub and its link': rest(`${hub.url}/api/v1/nodes/${nodeId}/commands`, tokens.hub),
      'MCP of the node': (command, args) => callTool(atNode, command, args),
      'MCP of the hub': (command, args) => callTool(atHub, command, { ...args, node_id: nodeId }),
      'the command line': (command, args) => cli(['nodes', 'call', nodeId, command], args, hub.url, tokens.hub),
    },
    close: async () => {
      await atNode.close();
      await atHub.close();
    },
  };
};

/** Opens a session of MCP over HTTP. */
export const connectMcp = async (url: string, token: string, query = ''): Promise<Client> => {
  const client = new Client({ name: 'test', version: '1' });
  const headers = { authorization: `Bearer ${token}` };
  const transport = new StreamableHTTPClientTransport(new URL(`${url}/mcp${query}`), { requestInit: { headers } });
  await client.connect(transport);
  return client;
};

/** Calls a tool and reads its answer. */
export const callTool = async (client: Client, name: string, args: Values): Promise<DoorAnswer> => {
  const answer = (await client.callTool({ name, arguments: { ...args } })) as CallToolResult; // without tasks there is no other
  const error = answer._meta?.['nodetool/error'];
  if (answer.isError === true && isRecord(error)) return { code: String(error['code']), text: JSON.stringify(answer) };
  return { result: answer.structuredContent ?? {} };
};

const rest =
  (base: string, token: string): Door =>
  async (command, args) => {
    const response = await fetch(`${base}/${command}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(args),
    });
    return answerOf((await response.json()) as Values, response.ok); // both kinds of answers are objects
  };

const cli = async (words: readonly string[], args: Values, url: string, token: string): Promise<DoorAnswer> => {
  const io = createMemoryIo({ env: { NODETOOL_HUB_URL: url, NODETOOL_TOKEN: token } });
  const exitCode = await runCli(['gateway', ...words, '--args', JSON.stringify(args), '--json'], io);
  if (exitCode === 0) return { result: JSON.parse(io.out()) as Record<string, unknown> }; // an answer is an object
  return answerOf((JSON.parse(io.err()) as { error: Values }).error, false); // as the command line writes it
};

const answerOf = (body: Values, isGood: boolean): DoorAnswer =>
  isGood ? { result: { ...body } } : { code: String(body['code']), text: JSON.stringify(body) };
