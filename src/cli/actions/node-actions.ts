import { isRecord } from '../../common/json.js';
import { ExitCode } from '../exit-codes.js';
import type { ClientOptions } from '../hub/client-settings.js';
import type { HubClient } from '../hub/hub-client.js';
import { textOf } from '../hub/run-view.js';
import type { CliIo } from '../io.js';
import { printJson, printLines } from '../view/print.js';
import { agoText, table } from '../view/text.js';
import { facts } from '../view/values.js';
import { openClient } from './open-client.js';

/** Options of `nodes list`. */
export interface ListNodesOptions {
  readonly state?: string;
}

type NodeView = Readonly<Record<string, unknown>>;

/** Lists the nodes that the hub knows. */
export const listNodes = async (options: ListNodesOptions & ClientOptions, io: CliIo): Promise<ExitCode> => {
  const client = await openClient(options, io);
  const all = await fetchNodes(client);
  const nodes = options.state === undefined ? all : all.filter((node) => stateOf(node) === options.state);
  if (options.json) printJson(io, { nodes, next: null });
  else if (nodes.length === 0)
    io.stderr.write('There are no such nodes. Join one with: nodetool gateway connect --url …\n');
  else printLines(io, nodeTable(nodes, io));
  return ExitCode.ok;
};

const fetchNodes = async (client: HubClient): Promise<NodeView[]> => {
  const nodes: NodeView[] = [];
  let cursor: string | null = null;
  do {
    const page: Record<string, unknown> = await client.request({
      path: '/nodes',
      query: { cursor: cursor ?? undefined },
    });
    nodes.push(...(Array.isArray(page['nodes']) ? page['nodes'] : []).filter(isRecord));
    cursor = textOf(page['next']);
  } while (cursor !== null);
  return nodes;
};

const nodeTable = (nodes: readonly NodeView[], io: CliIo): string[] => {
  const nowMs = Date.now();
  const rows = nodes.map((node) => [
    idOf(node),
    stateOf(node),
    loadText(node),
    textOf(node['user_id']) ?? '-',
    agoText(textOf(node['last_seen']), nowMs),
    pairsText(node['labels']) || '-',
  ]);
  const width = io.stdout.isTty ? io.stdout.columns() : Number.POSITIVE_INFINITY;
  return table(['NODE', 'STATE', 'LOAD', 'USER', 'LAST SEEN', 'LABELS'], rows, width);
};

/** Shows what the hub knows of a node. */
export const showNode = async (nodeId: string, options: ClientOptions, io: CliIo): Promise<ExitCode> => {
  const client = await openClient(options, io);
  const node = await client.request({ path: `/nodes/${encodeURIComponent(nodeId)}` });
  if (options.json) printJson(io, node);
  else printLines(io, describe(node));
  return ExitCode.ok;
};

const describe = (node: NodeView): string[] => {
  const capabilities = isRecord(node['capabilities']) ? node['capabilities'] : {};
  const commands = capabilities['commands'];
  const typeCount = capabilities['node_type_count'];
  const errors: readonly unknown[] = Array.isArray(node['errors']) ? node['errors'] : [];
  return [
    ...facts([
      ['node', idOf(node)],
      ['state', stateOf(node)],
      ['load', loadText(node)],
      ['user', textOf(node['user_id'])],
      ['labels', pairsText(node['labels'])],
      ['software', pairsText(node['software'])],
      ['connected since', textOf(node['connected_since'])],
      ['last seen', textOf(node['last_seen'])],
      ['commands', Array.isArray(commands) ? commands.join(', ') : null],
      ['node types', typeof typeCount === 'number' ? typeCount : null],
    ]),
    ...(errors.length > 0 ? ['', 'last errors:', ...errors.map((error) => `  ${errorText(error)}`)] : []),
  ];
};

const idOf = (node: NodeView): string => textOf(node['node_id']) ?? '?';

const stateOf = (node: NodeView): string => textOf(node['state']) ?? '?';

const loadText = ({ load }: NodeView): string => {
  if (!isRecord(load)) return '-';
  const { running, max_concurrent: max, queued } = load;
  const waiting = typeof queued === 'number' && queued > 0 ? ` +${queued}` : '';
  return typeof running === 'number' ? `${running}/${typeof max === 'number' ? max : '?'}${waiting}` : '-';
};

const pairsText = (value: unknown): string =>
  isRecord(value)
    ? Object.entries(value)
        .map(([name, item]) => `${name}=${typeof item === 'string' ? item : JSON.stringify(item)}`)
        .join(' ')
    : '';

const errorText = (error: unknown): string => {
  if (!isRecord(error)) return String(error);
  const at = textOf(error['at']);
  return `${at === null ? '' : `${at}  `}${textOf(error['error']) ?? JSON.stringify(error)}`;
};
