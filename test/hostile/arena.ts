import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';

import type { HubAndNode } from '../support/doors.js';
import { startHubAndNode } from '../support/doors.js';
import { countGraph, vertex } from '../support/graphs.js';
import { untilFits } from '../support/node-api.js';
import type { TestServer } from '../support/server.js';
import type { Mark } from './attacks.js';

type Values = Readonly<Record<string, unknown>>;

/** A hub and a node with rows of a victim, and tokens of an attacker. */
export interface Arena {
  readonly servers: HubAndNode;
  /** Tokens of the attacker, who may work for `bob` alone. */
  readonly bob: { readonly hub: string; readonly node: string };
  readonly mark: Mark;
  /** Ids of the victim's rows, by the names that routes and commands give them. */
  readonly victim: Readonly<Record<string, string>>;
  readonly webhook: { readonly path: string; readonly secret: string };
  /** Texts of the victim's rows and of the machine that no answer to the attacker may hold. */
  readonly forbidden: readonly string[];
  /** Ends both servers and lists what the attacks have left behind. */
  close(): Promise<readonly string[]>;
}

/** What both servers write at their end: keys that somebody has put on the prototype of every object. */
const WITNESS = `process.on('exit', () => { for (const key in {}) process.stderr.write('POLLUTED ' + key + '\\n'); });`;

/** Starts the servers and gives the victim something to lose. */
export const openArena = async (): Promise<Arena> => {
  const servers = await startHubAndNode(undefined, {
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(WITNESS)}`,
  });
  const canary = `canary-${randomBytes(12).toString('hex')}`;
  const mark: Mark = `hostile-${randomBytes(8).toString('hex')}`;
  const folders = ['/', '/tmp', tmpdir(), homedir(), process.cwd(), servers.hub.dataDir, servers.node.dataDir];
  const { webhook, ...victim } = await makeVictim(servers, canary);
  const bob = { hub: await makeToken(servers.hub), node: await makeToken(servers.node) };
  return {
    servers,
    bob,
    mark,
    victim,
    webhook,
    forbidden: [canary, servers.hub.dataDir, servers.node.dataDir, process.cwd(), bob.hub, bob.node],
    close: async () => {
      const left = (await filesIn(folders)).filter((name) => name.includes(mark));
      await servers.close();
      const polluted = logsOf(servers).filter((line) => line.startsWith('POLLUTED'));
      const secrets = logsOf(servers).filter((line) => [canary, bob.hub, bob.node].some((text) => line.includes(text)));
      return [...left, ...polluted, ...secrets, ...faultLines(servers)];
    },
  };
};

const filesIn = async (folders: readonly string[]): Promise<readonly string[]> =>
  (await Promise.all(folders.map((folder) => readdir(folder).catch(() => [])))).flat();

const logsOf = ({ hub, node }: HubAndNode): readonly string[] => [hub, node].flatMap((one) => one.logs().split('\n'));

/** Lines that tell of a bug, not of a refusal. */
const faultLines = (servers: HubAndNode): readonly string[] =>
  logsOf(servers).filter((line) => line.includes('"level":"fatal"') || line.includes('"level":"error"'));

const post = async (server: TestServer, path: string, body: Values): Promise<Values> => {
  const response = await fetch(`${server.url}/api/v1/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.operatorToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Values;
  if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`);
  return answer;
};

/** Makes one row of every kind for `ann`, with the canary in each text of it. */
const makeVictim = async (
  { hub, node }: HubAndNode,
  canary: string,
): Promise<Readonly<Record<string, string>> & { readonly webhook: Arena['webhook'] }> => {
  const own = { user_id: 'ann' };
  const command = (name: string, args: Values): Promise<Values> => post(node, `commands/${name}`, { ...args, ...own });
  const graph = {
    nodes: [vertex('hook', 'nodetool.triggers.WebhookTrigger', { path: '/hooks/in' })],
    edges: [],
  };
  const { id: workflow_id } = await command('create_workflow', { name: canary, description: canary, graph });
  const { webhook_token, sources } = await command('start_trigger', { workflow_id });
  const { id: counter } = await command('create_workflow', { name: canary, graph: countGraph(2) });
  const { job_id } = await command('run_workflow', { workflow_id: counter });
  const { id: asset_id } = await command('create_asset', { name: `${canary}.txt`, content: canary });
  await command('set_secret', { name: 'OPENAI_API_KEY', value: canary });
  await command('create_collection', { name: 'annas', metadata: { topic: canary } });
  await command('add_documents', { name: 'annas', ids: ['one'], documents: [canary] });
  const { id: hub_workflow_id } = await post(hub, 'commands/create_workflow', { name: canary, graph, ...own });
  const run = await post(hub, 'runs', { graph: countGraph(2), params: { text: canary }, ...own });
  await untilFits(
    async () => await (await fetch(`${hub.url}/api/v1/runs/${String(run['id'])}`, asOperator(hub))).json(),
    (shown) => (shown as Values)['finished_at'] !== null, // a run has that field
  );
  const [source] = sources as readonly Values[]; // as start_trigger promises
  return Object.assign(
    Object.fromEntries(
      Object.entries({ workflow_id, job_id, asset_id, hub_workflow_id, run_id: run['id'], collection: 'annas' }).map(
        ([name, id]) => [name, String(id)],
      ),
    ),
    { webhook: { path: String(source?.['webhook_path']), secret: String(webhook_token) } },
  );
};

const asOperator = ({ operatorToken }: TestServer) => ({ headers: { authorization: `Bearer ${operatorToken}` } });

const makeToken = async (server: TestServer): Promise<string> =>
  String((await post(server, 'tokens', { kind: 'service', user_ids: ['bob'] }))['token']);
