import { EventEmitter } from 'node:events';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { WebSocket } from 'ws';

import { openAppDatabase } from '../../../test/support/database.js';
import type { Principal } from '../../auth/auth.contract.js';
import { HeldTokens } from '../../auth/held-tokens.service.js';
import { TokenRotation } from '../../auth/token-rotation.service.js';
import { TokenUsage } from '../../auth/token-usage.service.js';
import { TokenService } from '../../auth/token.service.js';
import { TurnCork } from '../../common/turn-cork.js';
import { AppConfig } from '../../config/app-config.js';
import type { TestDatabase } from '../../database/testing.js';
import { HubClock } from '../hub-clock.js';
import { HubSettings } from '../hub-settings.js';
import { FrameRouter } from './frame-router.js';
import { NodeTypeSets } from './node-type-sets.js';
import { RegistrationService } from './registration.service.js';
import type { Session } from './session.js';
import { SessionOwners } from './session-owner.js';
import { SessionRegistry } from './session-registry.js';
import type { SessionState } from './session.state.js';
import { SessionsService } from './sessions.service.js';

const SETTINGS = new HubSettings();
const LATE_MS = SETTINGS.heartbeatIntervalMs * 1.5;
const LOST_MS = SETTINGS.heartbeatIntervalMs * 3;

/** What must be true of a session, in the simplest form that can say it. */
interface ModelSession {
  state: SessionState;
  nodeId: string | null;
  instance: string | null;
  readonly openedMs: number;
  heardMs: number;
  /** How often the rest of the hub was told that its node is gone. */
  goneCount: number;
}

interface Model {
  readonly sessions: ModelSession[];
  nowMs: number;
}

class TestClock extends HubClock {
  nowMs = 0;

  override now(): number {
    return this.nowMs;
  }
}

/** The socket of a peer that says what the test lets it say. */
class QuietSocket extends EventEmitter {
  readonly OPEN = WebSocket.OPEN;
  readonly protocol = 'openclaw.v1.json';
  readonly bufferedAmount = 0;
  readyState: number = WebSocket.OPEN;

  send(): void {}

  ping(): void {}

  close(): void {
    this.readyState = WebSocket.CLOSING;
  }
}

class Real {
  readonly clock = new TestClock();
  readonly owners = new SessionOwners();
  readonly registry = new SessionRegistry(this.owners);
  readonly router = new FrameRouter(this.clock, this.owners);
  readonly service: SessionsService;
  readonly sessions: Session[] = [];
  readonly sockets: QuietSocket[] = [];
  readonly goneCounts = new Map<Session, number>();
  readonly registration: RegistrationService;

  constructor({ database }: TestDatabase) {
    const { registry, owners, clock, router } = this;
    const usage = new TokenUsage(database);
    const tokens = new TokenService(new AppConfig(), database, usage);
    const held = new HeldTokens(tokens, usage);
    this.service = new SessionsService(registry, owners, router, clock, SETTINGS, held);
    this.registration = new RegistrationService(
      registry,
      owners,
      new NodeTypeSets(),
      clock,
      SETTINGS,
      router,
      new AppConfig(),
      new TokenRotation(database, tokens, held),
    );
    owners.attach({ onGone: (session) => this.goneCounts.set(session, (this.goneCounts.get(session) ?? 0) + 1) });
  }

  open(): void {
    const socket = new QuietSocket();
    const cork = new TurnCork({ cork: () => undefined, uncork: () => undefined });
    // A session uses no more of a socket than this one has.
    this.sessions.push(this.service.open(socket as unknown as WebSocket, cork, PRINCIPAL, '192.0.2.7'));
    this.sockets.push(socket);
  }

  say(index: number, message: object): void {
    this.sockets[index]?.emit('message', Buffer.from(JSON.stringify(message)), false);
  }
}

const PRINCIPAL: Principal = {
  kind: 'node',
  tokenId: 't',
  nodeId: null,
  userIds: null,
  scopes: null,
  textHash: '',
  endsAt: null,
};

const isLive = ({ state }: ModelSession): boolean => state === 'registered' || state === 'late';
const isOver = ({ state }: ModelSession): boolean => ['lost', 'replaced', 'refused', 'closed'].includes(state);

/** Ends a session of the model; one that is over stays what it is. */
const end = (session: ModelSession, state: SessionState): void => {
  if (isOver(session)) return;
  session.goneCount += isLive(session) ? 1 : 0;
  session.state = state;
};

const hear = (session: ModelSession, nowMs: number): void => {
  if (isOver(session)) return;
  session.heardMs = nowMs;
  if (session.state === 'late') session.state = 'registered';
};

const holderOf = ({ sessions }: Model, nodeId: string): ModelSession | undefined =>
  sessions.find((session) => session.nodeId === nodeId && isLive(session));

const compare = (model: Model, real: Real): void => {
  expect(real.sessions.map(({ state }) => state)).toEqual(model.sessions.map(({ state }) => state));
  expect(real.sessions.map((session) => real.goneCounts.get(session) ?? 0)).toEqual(
    model.sessions.map(({ goneCount }) => goneCount),
  );
  const live = model.sessions.filter(isLive);
  expect(real.registry.nodeCount).toBe(live.length);
  expect(new Set(live.map(({ nodeId }) => nodeId)).size).toBe(live.length);
  for (const nodeId of NODES) {
    const index = model.sessions.findIndex((session) => session.nodeId === nodeId && isLive(session));
    expect(real.registry.find(nodeId)).toBe(real.sessions[index] ?? null);
  }
  const open = real.sessions.filter((_, index) => !isOver(model.sessions[index] ?? NEVER));
  expect([...real.registry.list()]).toEqual(open);
};

const NEVER: ModelSession = { state: 'closed', nodeId: null, instance: null, openedMs: 0, heardMs: 0, goneCount: 0 };
const NODES = ['a', 'b'] as const;

type Command = fc.Command<Model, Real>;

const command = (name: string, run: (model: Model, real: Real) => void): Command => ({
  check: () => true,
  run: (model, real) => {
    run(model, real);
    compare(model, real);
  },
  toString: () => name,
});

/** A command about one of the sessions so far. */
const about = (
  name: string,
  which: number,
  run: (session: ModelSession, index: number, model: Model, real: Real) => void,
): Command =>
  command(`${name}(${which})`, (model, real) => {
    const index = model.sessions.length === 0 ? 0 : which % model.sessions.length;
    const session = model.sessions[index];
    if (session) run(session, index, model, real);
  });

const open = (): Command => command('open', openOne);

const openOne = ({ sessions, nowMs }: Model, real: Real): void => {
  sessions.push({ state: 'accepted', nodeId: null, instance: null, openedMs: nowMs, heardMs: nowMs, goneCount: 0 });
  real.open();
};

/** What the holder of a contested name does meanwhile. */
type Holder = 'answers' | 'is silent' | 'goes';

const register = (which: number, nodeId: string, instance: string, holderDoes: Holder): Command =>
  about(`register ${nodeId} ${instance} ${holderDoes}`, which, (session, index, model, real) => {
    registerOne({ session, index, nodeId, instance, holderDoes }, model, real);
  });

const join = (nodeId: string, instance: string, holderDoes: Holder): Command =>
  command(`join ${nodeId} ${instance} ${holderDoes}`, (model, real) => {
    openOne(model, real);
    const index = model.sessions.length - 1;
    registerOne({ session: model.sessions[index] ?? NEVER, index, nodeId, instance, holderDoes }, model, real);
  });

interface Registration {
  readonly session: ModelSession;
  readonly index: number;
  readonly nodeId: string;
  readonly instance: string;
  readonly holderDoes: Holder;
}

const registerOne = (
  { session, index, nodeId, instance, holderDoes }: Registration,
  model: Model,
  real: Real,
): void => {
  const wasAccepted = session.state === 'accepted';
  const holder = holderOf(model, nodeId);
  hear(session, model.nowMs);
  real.say(index, { ...REGISTRATION, node_id: nodeId, instance_id: instance });
  if (!wasAccepted) return;
  if (holder && holder.instance !== instance) {
    contest({ session, holder, holderDoes }, model, real);
  } else if (holder) {
    end(holder, 'replaced');
  }
  if (!isOver(session)) Object.assign(session, { state: 'registered', nodeId, instance });
};

const contest = (
  { session, holder, holderDoes }: { session: ModelSession; holder: ModelSession; holderDoes: Holder },
  model: Model,
  real: Real,
): void => {
  const socket = real.sockets[model.sessions.indexOf(holder)];
  advance(model, real, 1);
  if (holderDoes === 'answers') {
    socket?.emit('pong');
    hear(holder, model.nowMs);
    end(session, 'refused');
  } else if (holderDoes === 'goes') {
    socket?.emit('close', 1006);
    end(holder, 'closed');
  } else {
    end(holder, 'lost');
  }
  advance(model, real, SETTINGS.contestMs);
  jest.advanceTimersByTime(SETTINGS.contestMs);
};

const advance = (model: Model, real: Real, ms: number): void => {
  model.nowMs += ms;
  real.clock.nowMs = model.nowMs;
};

const REGISTRATION = {
  type: 'node_registration',
  capabilities: { workflow_execution: true, commands: [] },
  protocol: { version: 1, min_version: 1, encodings: [] },
  inflight: [],
};

const beat = (which: number): Command =>
  about('beat', which, (session, index, { nowMs }, real) => {
    hear(session, nowMs);
    real.say(index, { type: 'heartbeat', node_id: 'a', status: 'active' });
  });

const pong = (which: number): Command =>
  about('pong', which, (session, index, { nowMs }, real) => {
    hear(session, nowMs);
    real.sockets[index]?.emit('pong');
  });

const closeSocket = (which: number): Command =>
  about('close', which, (session, index, _model, real) => {
    end(session, 'closed');
    real.sockets[index]?.emit('close', 1006);
  });

/** Time passes, and the hub looks at every session. */
const sweep = (ms: number): Command =>
  command(`sweep(${ms})`, (model, real) => {
    advance(model, real, ms);
    real.service.sweep();
    for (const session of model.sessions) {
      const silentMs = model.nowMs - session.heardMs;
      if (session.state === 'accepted' && model.nowMs - session.openedMs >= SETTINGS.registrationTimeoutMs) {
        end(session, 'refused');
      } else if (isLive(session) && silentMs >= LOST_MS) {
        end(session, 'lost');
      } else if (isLive(session) && silentMs >= LATE_MS) {
        session.state = 'late';
      }
    }
  });

const which = fc.nat({ max: 5 });
const holderDoes = fc.constantFrom<Holder>('answers', 'is silent', 'goes');

const node = fc.constantFrom(...NODES);
const instance = fc.constantFrom('1', '2');

const commands = fc.commands(
  [
    fc.constant(open()),
    fc.tuple(which, node, instance, holderDoes).map((args) => register(...args)),
    fc.tuple(node, instance, holderDoes).map((args) => join(...args)),
    fc.tuple(node, instance, holderDoes).map((args) => join(...args)),
    which.map(beat),
    which.map(pong),
    which.map(closeSocket),
    fc.constantFrom(1000, 9000, LATE_MS, LATE_MS, LOST_MS).map(sweep),
  ],
  { maxCommands: 40, size: 'max' },
);

const HISTORIES = Number(process.env['MODEL_RUNS'] ?? 300);

describe('the sessions of a hub', () => {
  let store: TestDatabase;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    store = await openAppDatabase();
    jest.useFakeTimers({ doNotFake: ['nextTick', 'performance'] });
  });
  afterAll(async () => {
    jest.useRealTimers();
    await store.close();
  });

  it('speak for one node each, one at a time, and end once, whoever comes and goes in whatever order', () => {
    const property = fc.property(commands, (history) => {
      fc.modelRun(() => ({ model: { sessions: [], nowMs: 0 }, real: new Real(store) }), history);
    });
    const { counterexample, errorInstance } = fc.check(property, { numRuns: HISTORIES });
    expect({ counterexample, errorInstance }).toEqual({ counterexample: null, errorInstance: null });
  });
});
