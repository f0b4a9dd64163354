import type { Arena } from './arena.js';
import type { Attack } from './attacks.js';
import { attacksWith } from './attacks.js';
import { fileAttempts } from './files.js';
import type { McpSession } from './mcp.js';
import { mcpAttempts, openMcp } from './mcp.js';
import type { Operation } from './places.js';
import { readOperations } from './places.js';
import type { Attempt, KnownIds } from './requests.js';
import { placedAttempts, structuralAttempts, uninvitedAttempts } from './requests.js';
import { upgradeAttempts } from './upgrades.js';
import { webhookAttempts } from './webhooks.js';

/** A way into the program, with everything that is tried there. */
export interface Door {
  readonly name: string;
  readonly url: string;
  /** Token of the attacker; null where none is asked for. */
  readonly token: string | null;
  readonly attempts: readonly Attempt[];
}

/** Makes the doors of both servers out of what these document. */
export const openDoors = async (arena: Arena): Promise<readonly Door[]> => {
  const { hub, node, nodeId } = arena.servers;
  const { bob } = arena;
  const atHub = await readOperations(hub.url);
  const atNode = await readOperations(node.url);
  const attacks = [...attacksWith(arena.mark), ...victims(arena)];
  const known = knownIds(arena);
  const make = (operations: readonly Operation[], ids: KnownIds = known): readonly Attempt[] => [
    ...placedAttempts(operations, attacks, ids),
    ...structuralAttempts(operations, ids),
    ...uninvitedAttempts(operations, ids),
  ];
  const session = await openMcp(node.url, bob.node);
  return [
    { name: 'REST of the hub', url: hub.url, token: bob.hub, attempts: make(atHub.filter(isPlain)) },
    { name: 'REST of the node', url: node.url, token: bob.node, attempts: make(atNode.filter(isPlain)) },
    { name: 'event streams', url: hub.url, token: bob.hub, attempts: asStreams(make(atHub.filter(isStream))) },
    {
      name: 'commands over the link',
      url: hub.url,
      token: bob.hub,
      attempts: make(relayed(atNode), { ...known, id: nodeId }),
    },
    {
      name: 'blobs',
      url: hub.url,
      token: bob.hub,
      attempts: [...make(atHub.filter(isBlob)), ...fileAttempts('blobs', arena.mark)],
    },
    {
      name: 'assets',
      url: node.url,
      token: bob.node,
      attempts: [...make(atNode.filter(isAsset)), ...fileAttempts('assets', arena.mark)],
    },
    { name: 'webhooks', url: node.url, token: null, attempts: webhookAttempts(arena, attacks) },
    { name: 'MCP', url: node.url, token: bob.node, attempts: mcpDoor(session, atNode, attacks) },
    { name: 'the upgrade', url: hub.url, token: null, attempts: upgradeAttempts(attacks) },
  ];
};

const isAt =
  (...starts: readonly string[]) =>
  ({ path }: Operation): boolean =>
    starts.some((start) => path.startsWith(start));
const isBlob = isAt('/api/v1/blobs');
const isAsset = isAt('/api/v1/assets');
const isStream = ({ path }: Operation): boolean => path.endsWith('/events');
/** Taking the node off its hub would end the other attacks. */
const isLink = isAt('/api/v1/link');
const isPlain = (operation: Operation): boolean => ![isBlob, isAsset, isStream, isLink].some((is) => is(operation));

const asStreams = (attempts: readonly Attempt[]): readonly Attempt[] =>
  attempts.map(({ request, ...attempt }) => ({
    ...attempt,
    request: { ...request, headers: { accept: 'text/event-stream', ...request.headers } },
  }));

/** The commands of a node as its hub takes them. */
const relayed = (operations: readonly Operation[]): readonly Operation[] =>
  operations
    .filter(({ path }) => path.startsWith('/api/v1/commands/'))
    .map((operation) => ({
      ...operation,
      path: operation.path.replace('/api/v1/', '/api/v1/nodes/{id}/'),
      places: [...operation.places, { part: 'path', name: 'id' }, { part: 'query', name: 'timeout_ms' }],
    }));

/** The ids of another user's rows are attacks of their own. */
const victims = ({ victim }: Arena): readonly Attack[] =>
  Object.entries(victim).map(([name, value]) => ({ name: `the victim's ${name}`, value }));

const knownIds = ({ victim, servers }: Arena): KnownIds => ({
  ...victim,
  id: victim['run_id'] ?? servers.nodeId,
  command: 'list_workflows',
  name: 'annas',
});

const mcpDoor = (session: McpSession, operations: readonly Operation[], attacks: readonly Attack[]) =>
  mcpAttempts(session, operations.filter(isAt('/api/v1/commands/')), attacks);
