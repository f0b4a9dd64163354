import type { Registered } from '../../src/protocol/hub-messages.js';
import type { WorkflowUpdate } from '../../src/protocol/node-messages.js';
import type { GatewayClientOptions } from '../../src/gateway/client/client-options.js';
import { GatewayClient } from '../../src/gateway/client/gateway-client.js';
import type { LinkHandlers, WorkflowJob, WorkflowOutcome } from '../../src/gateway/client/link-handlers.js';
import type { FakeHubOptions, FakeSession } from './fake-hub.js';
import { FakeHub } from './fake-hub.js';

/** What a test changes about its client and the hub at the other end. */
export type BenchOptions = Partial<GatewayClientOptions> & {
  readonly hubOptions?: FakeHubOptions;
  readonly terms?: Partial<Registered>;
};

/** A client that is registered at a fake hub. */
export interface Bench {
  readonly hub: FakeHub;
  readonly client: GatewayClient;
  readonly session: FakeSession;
}

/** Clients and hubs of one test file; `cleanUp` belongs into its `afterEach`. */
export class LinkBench {
  private readonly cleanups: (() => Promise<void>)[] = [];

  readonly cleanUp = async (): Promise<void> => {
    for (const cleanup of this.cleanups.splice(0).reverse()) {
      await cleanup();
    }
  };

  /** Closes a client that the test has made by itself. */
  adopt(client: GatewayClient): void {
    this.cleanups.push(() => client.close());
  }

  /** Starts a hub and a client, and waits until they are joined. */
  async connect(
    handlers: LinkHandlers,
    { hubOptions = {}, terms = {}, ...options }: BenchOptions = {},
  ): Promise<Bench> {
    const hub = await FakeHub.start(hubOptions);
    const reconnect = { baseMs: 5, capMs: 20 };
    const client = new GatewayClient({ url: hub.url, nodeId: 'n1', reconnect, handlers, ...options });
    client.run().catch(() => undefined);
    this.cleanups.push(() => hub.stop());
    this.adopt(client);
    const session = await hub.session();
    if (hubOptions.isSeed !== true) {
      await session.register(terms);
    }
    await session.next('heartbeat');
    return { hub, client, session };
  }
}

/** A workflow that goes on until the test says how it ends. */
export class Puppet {
  readonly jobs: WorkflowJob[] = [];
  private readonly ends: ((outcome: WorkflowOutcome) => void)[] = [];
  private started: () => void = () => undefined;

  readonly run = (_: unknown, job: WorkflowJob): Promise<WorkflowOutcome> =>
    new Promise((resolve) => {
      this.jobs.push(job);
      this.ends.push(resolve);
      this.started();
    });

  async job(index = 0): Promise<WorkflowJob> {
    for (;;) {
      const job = this.jobs[index];
      if (job !== undefined) {
        return job;
      }
      await new Promise<void>((resolve) => {
        this.started = resolve;
      });
    }
  }

  end(outcome: WorkflowOutcome = { status: 'completed' }, index = 0): void {
    this.ends[index]?.(outcome);
  }
}

/** A workflow request of version 1. */
export const request = (request_id: string, more: object = {}) =>
  ({ type: 'workflow_request', request_id, workflow_id: 'w', params: {}, attempt: 1, ...more }) as const;

/** Numbers of the updates that a hub has received. */
export const seqs = (session: FakeSession): (number | null | undefined)[] =>
  session.received
    .filter((message): message is WorkflowUpdate => message.type === 'workflow_update')
    .map((update) => update.update_seq);
