import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { FakeSession } from '../../../test/support/fake-hub.js';
import { FakeHub } from '../../../test/support/fake-hub.js';
import { GatewayClient } from './gateway-client.js';
import type { LinkState } from './link.state.js';

/** Where a link rests while its hub is there: everything else is on the way to one of these. */
interface Model {
  state: 'ready' | 'draining' | 'idle' | 'closed';
}

interface Real {
  readonly hub: FakeHub;
  readonly client: GatewayClient;
  session: FakeSession;
  /** Ends of `run()`: it may have one. */
  readonly ends: string[];
}

/** The ways that the states of a link may follow one another. */
const STEPS: Readonly<Record<LinkState, readonly LinkState[]>> = {
  idle: ['connecting', 'closed'],
  connecting: ['registering', 'waiting', 'idle', 'closed'],
  registering: ['ready', 'waiting', 'idle', 'closed'],
  ready: ['draining', 'waiting', 'idle', 'closed'],
  draining: ['ready', 'waiting', 'idle', 'closed'],
  waiting: ['connecting', 'idle', 'closed'],
  closed: [],
};

const newModel = (): Model => ({ state: 'ready' });

type Command = fc.AsyncCommand<Model, Real>;

const command = (
  name: string,
  from: readonly Model['state'][],
  run: (model: Model, real: Real) => Promise<void> | void,
): Command => ({
  check: ({ state }) => from.includes(state),
  run: async (model, real) => {
    await run(model, real);
    await reached(real.client, model.state);
    expect(real.ends).toHaveLength(model.state === 'closed' ? 1 : 0);
  },
  toString: () => name,
});

const ALL = ['ready', 'draining', 'idle', 'closed'] as const;
const LINKED = ['ready', 'draining'] as const;

/** Waits for a state; the test's own time limit ends a link that never gets there. */
const reached = async (client: GatewayClient, state: LinkState): Promise<void> => {
  if (client.status().state === state) return;
  await new Promise<void>((resolve) => {
    const off = client.on('state', (change) => {
      if (change.state !== state) return;
      off();
      resolve();
    });
  });
};

/** The node comes back by itself, and draining if it was. */
const comesBack = async (real: Real): Promise<void> => {
  real.session = await real.hub.session();
  await real.session.register();
};

/** What a link comes back from, or isn't moved by. */
const PASSING: readonly Command[] = [
  command('the connection breaks', LINKED, async (_model, real) => {
    real.session.socket.terminate();
    await comesBack(real);
  }),
  command('the hub goes away politely', LINKED, async (_model, real) => {
    real.session.socket.close(4009, 'drain');
    await comesBack(real);
  }),
  command('the hub says something odd', LINKED, (_model, { session }) => {
    session.sendRaw('{"type": "registered"}');
    session.sendRaw('no JSON');
  }),
  command('the hub registers it twice', LINKED, (_model, { session }) => session.registerLate()),
  command('drain', ALL, async (model, { client }) => {
    await client.drain(0);
    if (model.state === 'ready') model.state = 'draining';
  }),
  command('disconnect', ALL, async (model, { client, session }) => {
    client.disconnect();
    if (model.state === 'closed' || model.state === 'idle') return;
    model.state = 'idle';
    await session.closed;
  }),
  command('connect', ALL, async (model, real) => {
    real.client.connect();
    if (model.state === 'idle') await comesBack(real);
    if (model.state !== 'closed') model.state = 'ready';
  }),
];

const ENDING: readonly Command[] = [
  command('the hub refuses it for good', LINKED, (model, { session }) => {
    session.socket.close(4501, 'token invalid');
    model.state = 'closed';
  }),
  command('close', ALL, async (model, { client }) => {
    await client.close();
    model.state = 'closed';
  }),
];

const HISTORIES = 12;

describe('the link of a node', () => {
  it('comes back by itself, rests where it was told to, and never leaves its end', async () => {
    const step = fc.constantFrom(...PASSING, ...PASSING, ...PASSING, ...ENDING);
    const history = fc.array(step, { minLength: 8, maxLength: 16 });
    await fc.assert(
      fc.asyncProperty(history, async (commands) => {
        const hub = await FakeHub.start();
        const client = new GatewayClient({
          url: hub.url,
          nodeId: 'n1',
          reconnect: { baseMs: 2, capMs: 5 },
          handlers: {},
        });
        const steps: string[] = [];
        client.on('state', ({ state, previous }) => {
          if (!STEPS[previous].includes(state)) steps.push(`${previous} -> ${state}`);
        });
        try {
          const ends: string[] = [];
          client.run().then(
            () => ends.push('closed'),
            (error: unknown) => ends.push(String(error)),
          );
          const session = await hub.session();
          await session.register({ reconnect: { first_window_ms: 2, cap_ms: 5 } });
          await reached(client, 'ready');
          await fc.asyncModelRun(() => ({ model: newModel(), real: { hub, client, session, ends } }), commands);
          expect(steps).toEqual([]);
        } finally {
          await client.close();
          await hub.stop();
        }
      }),
      { numRuns: HISTORIES },
    );
  }, 120_000);
});
