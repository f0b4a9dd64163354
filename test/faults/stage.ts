import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { TestServer } from '../support/server.js';
import { startServer } from '../support/server.js';
import type { FaultPlan } from './fault-plan.js';
import { planEnv } from './fault-plan.js';
import { FaultProxy } from './proxy.js';
import { SeededRandom } from './random.js';

/** What a scenario changes about the processes that it plays on. */
export interface StageOptions {
  readonly seed: string;
  /** Ids of the nodes; default two. */
  readonly nodeIds?: readonly string[];
  readonly leaseSeconds?: number;
  readonly hub?: FaultPlan;
  readonly node?: FaultPlan;
  /** Further settings of single nodes. */
  readonly nodePlans?: Readonly<Record<string, FaultPlan>>;
  readonly broken?: string | undefined;
}

/** A node process, and the proxy through which it sees its hub. */
export interface StageNode {
  readonly id: string;
  readonly proxy: FaultProxy;
  server: TestServer;
}

const WORK_NODES = join(import.meta.dirname, 'work-nodes.mjs');
const READY_DEADLINE_MS = 120_000;
const LOOK_MS = 25;

/** Heartbeats of a second instead of ten: the same arithmetic in a tenth of the time. */
const SHORT_TIMES = {
  heartbeatIntervalMs: 1000,
  sweepMs: 100,
  contestMs: 500,
  registrationTimeoutMs: 5000,
  cancelGraceMs: 2000,
  cancelForceMs: 2000,
};

/** A hub and nodes as processes of the built program, with a fault proxy before each node. */
export class Stage {
  readonly nodes: StageNode[] = [];
  /** Made anew for each scenario, so that a seed gives the same faults wherever it is played. */
  random: SeededRandom;
  /** Which node each process was, also those that are gone. */
  readonly nodeOfPid = new Map<number, string>();
  hub: TestServer | null = null;
  private port = 0;

  private constructor(
    readonly folder: string,
    readonly options: StageOptions,
  ) {
    this.random = new SeededRandom(options.seed);
  }

  static async open(options: StageOptions): Promise<Stage> {
    const stage = new Stage(await mkdtemp(join(tmpdir(), 'faults-')), options);
    try {
      await stage.startHub();
      await Promise.all((options.nodeIds ?? ['a', 'b']).map((id) => stage.addNode(id)));
      await stage.untilReady();
    } catch (error) {
      await stage.close();
      throw error;
    }
    return stage;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/api/v1`;
  }

  get hubPort(): number {
    return this.port;
  }

  get hubFolder(): string {
    return join(this.folder, 'hub');
  }

  get headers(): { readonly authorization: string; readonly 'content-type': string } {
    return { authorization: `Bearer ${this.hub?.operatorToken ?? ''}`, 'content-type': 'application/json' };
  }

  nodeFolder(id: string): string {
    return join(this.folder, `node-${id}`);
  }

  node(id: string): StageNode {
    const node = this.nodes.find((one) => one.id === id);
    if (!node) throw new Error(`no node ${id} on this stage`);
    return node;
  }

  /** Starts the hub, with what the last one left behind. */
  async startHub(plan: FaultPlan = {}): Promise<TestServer> {
    const { leaseSeconds = 60, hub = {}, broken } = this.options;
    const hubSettings = { ...SHORT_TIMES, ...hub.hubSettings };
    await mkdir(this.hubFolder, { recursive: true });
    this.hub = await startServer({
      role: 'hub',
      dataDir: this.hubFolder,
      env: {
        ...planEnv({ broken, ...hub, ...plan, hubSettings }),
        PORT: String(this.port),
        HUB_LEASE: String(leaseSeconds),
        LOG_LEVEL: 'warn',
      },
    });
    this.port = this.hub.port;
    return this.hub;
  }

  /** Lets the hub die at the next occasion of its plan. */
  armHub(): void {
    process.kill(this.hub?.pid ?? 0, 'SIGUSR2');
  }

  /** Waits until a hub that kills itself has done so, and starts the next. */
  async reviveHub(plan: FaultPlan = {}): Promise<void> {
    const isDead = { now: false };
    void this.hub?.ended.then(() => {
      isDead.now = true;
    });
    await until('the hub has killed itself', () => isDead.now, READY_DEADLINE_MS);
    await this.startHub(plan);
  }

  async killHub(): Promise<void> {
    await this.hub?.stop('SIGKILL');
  }

  async addNode(id: string): Promise<StageNode> {
    const proxy = await FaultProxy.open(this.port, new SeededRandom(`${this.options.seed}/${id}`));
    const node: StageNode = { id, proxy, server: await this.startNode(id, proxy) };
    this.nodes.push(node);
    return node;
  }

  /** Starts a node process again, with what the last one left behind. */
  async restartNode(id: string): Promise<void> {
    const node = this.node(id);
    await node.server.ended;
    node.server = await this.startNode(id, node.proxy);
  }

  /** Starts a process for a node id; `folder` sets it apart from another one of that id. */
  async startNode(id: string, proxy: FaultProxy, folder = this.nodeFolder(id)): Promise<TestServer> {
    const { node = {}, nodePlans = {}, broken } = this.options;
    await mkdir(folder, { recursive: true });
    const server = await startServer({
      role: 'node',
      dataDir: folder,
      env: {
        ...planEnv({ broken, ...node, ...nodePlans[id] }),
        GATEWAY_URL: `ws://127.0.0.1:${proxy.port}/gateway`,
        GATEWAY_AUTH_TOKEN: this.hub?.nodeToken ?? '',
        GATEWAY_NODE_ID: id,
        NODE_PACKAGES: WORK_NODES,
        MAX_CONCURRENT_JOBS: '8',
        LOG_LEVEL: 'warn',
      },
    });
    this.nodeOfPid.set(server.pid, id);
    return server;
  }

  /** Asks the hub; null when it can't answer now. */
  async ask<T>(method: string, path: string, body?: object, headers: object = {}): Promise<T | null> {
    try {
      const response = await fetch(`${this.url}${path}`, {
        method,
        headers: { ...this.headers, ...headers },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(10_000),
      });
      if (!response.ok) return null;
      return (await response.json()) as T; // the shape is what the judge looks at
    } catch {
      return null;
    }
  }

  /** Waits until the hub calls each of these nodes ready; gives the milliseconds that this took. */
  async untilReady(ids: readonly string[] = this.nodes.map(({ id }) => id)): Promise<number> {
    const startMs = performance.now();
    for (const id of ids) {
      await until(
        `node ${id} is ready`,
        async () => (await this.ask<{ readonly state: string }>('GET', `/nodes/${id}`))?.state === 'ready',
        READY_DEADLINE_MS,
      );
    }
    return performance.now() - startMs;
  }

  /** Number of nodes that the hub calls ready, of the first thousand. */
  async readyCount(): Promise<number> {
    const page = await this.ask<{ readonly nodes: readonly { readonly state: string }[] }>('GET', '/nodes?limit=1000');
    return page?.nodes.filter(({ state }) => state === 'ready').length ?? Number.NaN;
  }

  /** Resident memory of the hub. */
  hubMib(): number {
    const status = readFileSync(`/proc/${this.hub?.pid ?? 0}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
  }

  async close(): Promise<void> {
    await Promise.all(this.nodes.map(({ server }) => server.stop('SIGKILL')));
    await Promise.all(this.nodes.map(({ proxy }) => proxy.close()));
    await this.hub?.stop('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Looks again and again until something holds: what other processes do can only be watched. */
export const until = async (
  what: string,
  holds: () => boolean | Promise<boolean>,
  deadlineMs: number,
): Promise<void> => {
  const endMs = performance.now() + deadlineMs;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`not within ${Math.round(deadlineMs / 1000)} s: ${what}`);
    await pause(LOOK_MS);
  }
};

/** Lets a fault last. */
export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
