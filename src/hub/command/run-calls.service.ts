import { Injectable } from '@nestjs/common';

import { parseArguments } from '../../dispatch/arguments.js';
import { CommandCatalogue } from '../../dispatch/command-catalogue.js';
import type { RemoteAnswer, RemoteRequest } from '../../dispatch/remote-commands.js';
import { isErrorCode } from '../../protocol/error-codes.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import { actingUser } from '../api/visible-users.js';
import type { RunEventRow } from '../run/run-event.entity.js';
import type { RunRow } from '../run/run.entity.js';
import { RunFeed } from '../run/run-feed.js';
import { RunService } from '../run/run.service.js';
import { isRunOver } from '../run/run.state.js';

/** A workflow that somebody wants to have run, and waits for. */
export type RunCall = Omit<RemoteRequest, 'command' | 'nodeId'> & { readonly nodeId: string | null };

const COMMAND = 'run_workflow';
const DEFAULT_PRIORITY = 5;
const EVENT_PAGE = 200;

/** Answers the command `run_workflow` by a run of the hub: on a free machine, waiting for one, and cancelled with its call. */
@Injectable()
export class RunCalls {
  constructor(
    private readonly runs: RunService,
    private readonly feed: RunFeed,
    private readonly catalogue: CommandCatalogue,
  ) {}

  /** @throws ProtocolError with the reason why the run didn't complete */
  async call(call: RunCall): Promise<RemoteAnswer> {
    const { args, caller, nodeId } = call;
    const { workflowId, params, userId } = await this.read(args, caller.userIds);
    const { id } = await this.runs.submit({ ...NO_CONDITIONS, workflowId, params, userId, nodeId }, null);
    const seen: Seen = { jobId: '', preview: {} };
    await this.watch(id, call, seen);
    const run = await this.runs.get(id, null);
    if (run.status !== 'completed') throw failureOf(run);
    const { jobId: job_id, preview } = seen;
    const result = { workflow_id: workflowId, job_id, status: run.status, result: run.result ?? {}, preview, save: {} };
    return { nodeId: run.nodeId, result };
  }

  private async read(args: RunCall['args'], userIds: readonly string[] | null): Promise<RunArguments> {
    const declaration = await this.catalogue.find(COMMAND);
    const checked = declaration ? { ...parseArguments(COMMAND, declaration.args, args) } : args;
    const { workflow_id: workflowId, params } = checked as {
      readonly workflow_id: string;
      readonly params: RunArguments['params'];
    }; // as the argument class of this command says
    const named = args['user_id'];
    return { workflowId, params, userId: actingUser({ userIds }, typeof named === 'string' ? named : undefined) };
  }

  /** Hands every committed step on, until the run is over; cancels the run when nobody waits any more. */
  private async watch(runId: string, { signal, onUpdate }: RunCall, seen: Seen): Promise<void> {
    const bell = new Bell();
    const unfollow = this.feed.follow(runId, {
      onEvents: () => bell.ring(),
      onSettled: () => bell.ring(),
      onClosing: () => bell.ring(new ProtocolError('UNAVAILABLE', `The hub stops; the run ${runId} goes on`)),
    });
    const cancel = (): void => {
      this.runs.cancel(runId, null).catch((error: unknown) => {
        bell.ring(error);
      });
    };
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    try {
      await this.follow(runId, bell, (event) => {
        note(event, seen);
        onUpdate?.({ ...event.data, type: event.type });
      });
    } finally {
      signal.removeEventListener('abort', cancel);
      unfollow();
    }
  }

  private async follow(runId: string, bell: Bell, take: (event: RunEventRow) => void): Promise<void> {
    for (let afterSeq = 0; ;) {
      // The status is read first: when it says that the run is over, no step can follow those read after it.
      const { status } = await this.runs.get(runId, null);
      const events = await this.runs.listEvents(runId, afterSeq, EVENT_PAGE);
      for (const event of events) take(event);
      afterSeq = events.at(-1)?.seq ?? afterSeq;
      if (events.length === EVENT_PAGE) continue;
      if (isRunOver(status)) return;
      await bell.next();
    }
  }
}

interface RunArguments {
  readonly workflowId: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly userId: string;
}

/** What the steps of a run say that the run itself doesn't keep. */
interface Seen {
  jobId: string;
  preview: Record<string, unknown>;
}

const NO_CONDITIONS = {
  graph: null,
  labels: {},
  priority: DEFAULT_PRIORITY,
  timeoutMs: null,
  retry: 'never',
} as const;

const note = ({ type, data }: RunEventRow, seen: Seen): void => {
  if (typeof data['job_id'] === 'string') seen.jobId = data['job_id'];
  if (type === 'preview_update' && typeof data['node_id'] === 'string') seen.preview[data['node_id']] = data['value'];
};

const failureOf = ({ id, status, errorCode, errorMessage }: RunRow): ProtocolError =>
  new ProtocolError(isErrorCode(errorCode) ? errorCode : 'INTERNAL', errorMessage ?? `The run ended ${status}`, {
    details: { run_id: id, status },
  });

/** Wakes one waiter; what rings while nobody waits wakes the next one at once. */
class Bell {
  private isRung = false;
  private fault: unknown = null;
  private wake: () => void = () => undefined;

  ring(fault: unknown = null): void {
    this.isRung = true;
    this.fault ??= fault;
    this.wake();
  }

  /** @throws what the bell was rung with */
  async next(): Promise<void> {
    if (!this.isRung) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    this.isRung = false;
    if (this.fault !== null) throw this.fault;
  }
}
