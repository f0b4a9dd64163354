import type { Attack } from './attacks.js';
import { textOf } from './attacks.js';
import type { Operation } from './places.js';
import type { Attempt } from './requests.js';
import { sendWild } from './wild-request.js';

/** An open session of MCP. */
export interface McpSession {
  readonly id: string;
}

const HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' } as const;

/** Opens a session as a client does. */
export const openMcp = async (url: string, token: string): Promise<McpSession> => {
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'wild', version: '1' } };
  const { status, headers } = await sendWild(url, {
    method: 'POST',
    path: '/mcp',
    headers: { ...HEADERS, authorization: `Bearer ${token}` },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params }),
  });
  if (status !== 200) throw new Error(`MCP did not open: ${status}`);
  return { id: String(headers['mcp-session-id']) };
};

/** Every attack in every argument of every tool, and on the protocol itself. */
export const mcpAttempts = (
  { id }: McpSession,
  operations: readonly Operation[],
  attacks: readonly Attack[],
): readonly Attempt[] => {
  let lastId = 100;
  // Calls of one session are told apart by their ids.
  const message = (method: unknown, params: unknown): unknown => ({ jsonrpc: '2.0', id: ++lastId, method, params });
  const call = (name: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Attempt => ({
    name,
    request: {
      method: 'POST',
      path: '/mcp',
      headers: { ...HEADERS, 'mcp-session-id': id, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    },
    mustFail: false,
  });
  const tool = (name: unknown, args: unknown): unknown => message('tools/call', { name, arguments: args });
  return [
    ...operations.flatMap(({ path, places, example }) => {
      const command = path.split('/').at(-1) ?? '';
      return places.flatMap((place) =>
        attacks.map((attack) =>
          call(
            `tool ${command}: ${attack.name} in ${place.name}`,
            tool(command, { ...example, [place.name]: attack.value }),
          ),
        ),
      );
    }),
    ...attacks.flatMap((attack) => {
      const { name, value } = attack;
      return [
        call(`tool named ${name}`, tool(value, {})),
        call(`arguments ${name}`, tool('list_workflows', value)),
        call(`resource ${name}`, message('resources/read', { uri: value })),
        call(`resource of ${name}`, message('resources/read', { uri: `nodetool://assets/${textOf(attack)}` })),
        call(`cursor ${name}`, message('resources/list', { cursor: value })),
        call(`method ${name}`, message(value, {})),
        call(`id ${name}`, { jsonrpc: '2.0', id: value, method: 'tools/list' }),
        call(`message ${name}`, value),
        call(`progress ${name}`, message('tools/call', { name: 'list_jobs', _meta: { progressToken: value } })),
      ];
    }),
    call(
      'many at once',
      Array.from({ length: 300 }, (_, index) => message('ping', { index })),
    ),
    call('another session', tool('list_workflows', {}), { 'mcp-session-id': '__proto__' }),
    call('another version', tool('list_workflows', {}), { 'mcp-protocol-version': '9999' }),
    call('a page of another origin', tool('list_workflows', {}), { origin: 'http://evil.example' }),
    call('an answer', { jsonrpc: '2.0', id: 1, result: {} }),
  ];
};
