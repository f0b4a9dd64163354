import { beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';

import type { TestDatabase } from '../../database/testing.js';
import { openAppDatabase } from '../../../test/support/database.js';
import { HubClock } from '../hub-clock.js';
import { HubSettings } from '../hub-settings.js';
import { SessionOwners } from '../session/session-owner.js';
import { SessionRegistry } from '../session/session-registry.js';
import { newRunRow } from './new-run.js';
import type { OpenAttempt, OpenRun } from './open-run.js';
import { adoptedAttemptOf, openRunOf } from './open-run.js';
import { RunBoard } from './run-board.js';
import { RunFeed } from './run-feed.js';
import { RunJournal } from './run-journal.js';
import { RunLifecycle } from './run-lifecycle.service.js';
import type { RunOutcome } from './run-result.js';
import { hubOutcome } from './run-result.js';
import { insertRun } from './run-statements.js';
import { RunRepository } from './run.repository.js';
import type { RunStatus, TerminalRunStatus } from './run.state.js';

/** What must be true of a run, in the simplest form that can say it. */
interface Model {
  status: RunStatus;
  attempt: number;
  isCancelWished: boolean;
  /** Set once and never again. */
  outcome: string | null;
}

const isOver = ({ outcome }: Model): boolean => outcome !== null;

/** The parts of a hub that hold one run, on a database that outlives them. */
class Hub {
  readonly board = new RunBoard();
  readonly feed = new RunFeed();
  readonly journal: RunJournal;
  readonly lifecycle: RunLifecycle;
  readonly runs: RunRepository;
  /** The caller's side: how often it was told that the run is over. */
  settledCount = 0;

  constructor(store: TestDatabase) {
    this.journal = new RunJournal(store.database, this.feed, new HubSettings());
    this.runs = new RunRepository(store.database);
    const registry = new SessionRegistry(new SessionOwners());
    this.lifecycle = new RunLifecycle(this.board, this.journal, this.feed, registry, this.runs, new HubClock());
  }

  follow(runId: string): void {
    const onSettled = (): void => void (this.settledCount += 1);
    this.feed.follow(runId, { onEvents: () => undefined, onSettled, onClosing: () => undefined });
  }
}

interface Real {
  readonly store: TestDatabase;
  readonly runId: string;
  hub: Hub;
  /** The run as somebody holds it who looked it up before it was over: what comes late comes by this. */
  run: OpenRun;
}

const attemptOf = (run: OpenRun): OpenAttempt => ({
  nodeId: 'n',
  instanceId: 'i',
  mode: 'v1',
  requestId: `${run.id}:${run.attempt + 1}`,
  isSent: false,
  isAccepted: false,
  jobId: null,
  lastUpdateSeq: 0,
  heardMs: 0,
  patienceEndsMs: null,
});

const completed = (value: number): RunOutcome => ({
  status: 'completed',
  result: { value },
  outputs: { value: [value] },
  resultRef: null,
  error: null,
});

const outcomeWith = (status: TerminalRunStatus, value: number): RunOutcome =>
  status === 'completed' ? completed(value) : hubOutcome(status, 'INTERNAL', `number ${value}`);

/** An outcome as a row or a caller would show it. */
const shown = ({ status, result, error }: RunOutcome): string =>
  `${status} ${JSON.stringify(result)} ${error?.message ?? ''}`;

type Command = fc.AsyncCommand<Model, Real>;

/** A command that may always be given; most of them mean nothing in most states. */
const command = (name: string, run: (model: Model, real: Real) => Promise<void>): Command => ({
  check: () => true,
  run: async (model, real) => {
    await run(model, real);
    await compare(model, real);
  },
  toString: () => name,
});

const dispatch = (isSent: boolean): Command =>
  command(`dispatch(${isSent})`, async (model, { hub, run }) => {
    const isSentNow = await hub.lifecycle.dispatch(run, attemptOf(run), 's', () => Promise.resolve(isSent));
    expect(isSentNow).toBe(isSent && model.status === 'queued');
    if (model.status !== 'queued') return;
    model.attempt += 1;
    model.status = isSent ? 'dispatched' : 'queued';
  });

const start = (age: number): Command =>
  command(`start(${age})`, async (model, { hub, run }) => {
    const isMeant = model.status === 'dispatched' && age === 0;
    expect(await hub.lifecycle.start(run, model.attempt - age)).toBe(isMeant);
    if (isMeant) model.status = 'running';
  });

const requeue = (age: number): Command =>
  command(`requeue(${age})`, async (model, { hub, run }) => {
    const isMeant = (model.status === 'dispatched' || model.status === 'running') && age === 0;
    expect(await hub.lifecycle.requeue(run, model.attempt - age, 'lost', 'the node went away')).toBe(isMeant);
    if (!isMeant) return;
    // A run whose caller wants it to end goes to no further node.
    if (model.isCancelWished) {
      model.status = 'cancelled';
      model.outcome = 'cancelled null The run was cancelled; the node went away';
    } else {
      model.status = 'queued';
    }
  });

const cancel = (): Command =>
  command('cancel', async (model, { hub, run }) => {
    const isMeant = (model.status === 'dispatched' || model.status === 'running') && !model.isCancelWished;
    expect(await hub.lifecycle.requestCancel(run, 'by the caller')).toBe(isMeant);
    model.isCancelWished ||= isMeant;
  });

const settle = (age: number, status: TerminalRunStatus, value: number): Command =>
  command(`settle(${age}, ${status}, ${value})`, async (model, { hub, run }) => {
    const outcome = outcomeWith(status, value);
    const isMeant = !isOver(model) && age === 0;
    expect(await hub.lifecycle.settle(run, model.attempt - age, outcome)).toBe(isMeant);
    if (isMeant) Object.assign(model, { status, outcome: shown(outcome) });
  });

/** Several ends in one turn: the first of them is the one that counts. */
const race = (ends: readonly (readonly [TerminalRunStatus, number])[]): Command =>
  command(`race(${JSON.stringify(ends)})`, async (model, { hub, run }) => {
    const outcomes = ends.map(([status, value]) => outcomeWith(status, value));
    const won = await Promise.all(outcomes.map((outcome) => hub.lifecycle.settle(run, model.attempt, outcome)));
    expect(won).toEqual(outcomes.map((_, index) => index === 0 && !isOver(model)));
    const [first] = outcomes;
    if (first && !isOver(model)) Object.assign(model, { status: first.status, outcome: shown(first) });
  });

/** The hub is killed and another one adopts what is stored; it may have missed the last words of the first. */
const restart = (): Command =>
  command('restart', async (_model, real) => {
    await real.hub.journal.flush();
    real.hub = new Hub(real.store);
    const row = await real.hub.runs.find(real.runId);
    const attempt = row && row.attempt > 0 ? await real.hub.runs.findAttempt(real.runId, row.attempt) : null;
    const { seq, updateSeq } = await real.hub.runs.findLastNumbers(real.runId, row?.attempt ?? 0);
    if (!row) throw new Error('the run is gone');
    real.run = openRunOf(row, attempt && adoptedAttemptOf(attempt, `${row.id}:${row.attempt}`, updateSeq, 0), seq);
    real.hub.board.place(real.run);
    real.hub.follow(real.runId);
  });

const compare = async (model: Model, { hub, run, runId }: Real): Promise<void> => {
  await hub.journal.flush();
  const row = await hub.runs.find(runId);
  const { status, attempt, cancelRequestedAt, finishedAt, errorMessage, result } = row ?? {};
  expect({ status, attempt, isCancelWished: cancelRequestedAt !== null, isFinished: finishedAt !== null }).toEqual({
    status: model.status,
    attempt: model.attempt,
    isCancelWished: model.isCancelWished,
    isFinished: isOver(model),
  });
  expect([run.status, run.attempt]).toEqual([model.status, model.attempt]);
  if (isOver(model)) expect(`${status} ${JSON.stringify(result)} ${errorMessage ?? ''}`).toBe(model.outcome);
  const events = await hub.runs.listEvents(runId, 0, 1000);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  const ends = events.filter(({ data }) =>
    /"status":"(completed|failed|cancelled|timed_out|outcome_unknown)"/.test(data),
  );
  expect(ends).toHaveLength(isOver(model) ? 1 : 0);
};

const statuses = fc.constantFrom<TerminalRunStatus>('completed', 'failed', 'cancelled', 'timed_out', 'outcome_unknown');
/** How many attempts ago a message was sent; 0 is the newest. */
const age = fc.constantFrom(0, 0, 0, 1);
const value = fc.nat({ max: 99 });

const commands = fc.commands(
  [
    fc.boolean().map(dispatch),
    fc.constant(dispatch(true)),
    age.map(start),
    age.map(start),
    age.map(requeue),
    fc.constant(cancel()),
    fc.tuple(fc.constantFrom(0, 1, 1), statuses, value).map(([ago, status, number]) => settle(ago, status, number)),
    fc.array(fc.tuple(statuses, value), { minLength: 2, maxLength: 4 }).map(race),
    fc.constant(restart()),
  ],
  { maxCommands: 25, size: 'max' },
);

/** More of them take longer and find no more kinds of histories. */
const HISTORIES = Number(process.env['MODEL_RUNS'] ?? 60);

describe('a run on a hub', () => {
  beforeAll(() => Logger.overrideLogger(false));

  it('ends in exactly one outcome, the first valid one, whatever comes in whatever order', async () => {
    const store = await openAppDatabase();
    try {
      const property = fc.asyncProperty(commands, async (history) => {
        const setup = await open(store);
        await fc.asyncModelRun(() => setup, history);
      });
      const { counterexample, errorInstance } = await fc.check(property, { numRuns: HISTORIES });
      expect({ counterexample, errorInstance }).toEqual({ counterexample: null, errorInstance: null });
    } finally {
      await store.close();
    }
  }, 120_000);
});

const open = async (store: TestDatabase): Promise<{ readonly model: Model; readonly real: Real }> => {
  const hub = new Hub(store);
  const request = {
    workflowId: 'w',
    graph: null,
    params: {},
    userId: '1',
    nodeId: null,
    labels: {},
    priority: 5,
    timeoutMs: null,
    retry: 'never',
  } as const;
  const row = newRunRow(request, { rerunOf: null, idempotencyKey: null, requestHash: null }, Date.now());
  await store.database.atomic(insertRun(row));
  const run = openRunOf(row, null, 0);
  hub.board.place(run);
  hub.follow(row.id);
  return {
    model: { status: 'queued', attempt: 0, isCancelWished: false, outcome: null },
    real: { store, runId: row.id, hub, run },
  };
};
