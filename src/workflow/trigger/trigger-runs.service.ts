import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';

import { isSettled } from '../../job/job.contract.js';
import { JobService } from '../../job/job.service.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import { WorkflowRunner } from '../workflow-runner.service.js';
import type { JobOutcome, JobUpdate } from '../workflow-runner.contract.js';
import { WorkflowService } from '../workflow.service.js';
import { TriggerEventRepository } from './trigger-event.repository.js';
import type { TriggerEventRow, TriggerRow } from './trigger.entity.js';
import { TriggerRepository } from './trigger.repository.js';

/** When a job that nobody could take is offered again. */
const RETRY_MS = 5000;
const HOUR_MS = 3_600_000;
/** For so long a repeated event is known as one. */
const MEMORY_MS = 7 * 24 * HOUR_MS;

/** Gives each event of a trigger its job, whose id is the event's: so none is begun twice, whatever crashes in between. */
@Injectable()
export class TriggerRuns {
  private readonly logger = new Logger(TriggerRuns.name);
  /** Workflows whose events are being looked at. */
  private readonly lanes = new Set<string>();
  /** Workflows that got an event meanwhile. */
  private readonly called = new Set<string>();
  /** Jobs at work, by workflow; suspended ones don't count. */
  private readonly running = new Map<string, Set<Promise<void>>>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private isClosed = false;

  constructor(
    private readonly triggers: TriggerRepository,
    private readonly events: TriggerEventRepository,
    private readonly workflows: WorkflowService,
    private readonly runner: WorkflowRunner,
    private readonly jobs: JobService,
  ) {}

  /** Goes on where the last process of this machine stopped. */
  async recover({ workflowId }: TriggerRow): Promise<void> {
    for (const event of await this.events.listStarted(workflowId)) await this.rejoin(event);
    this.wake(workflowId);
  }

  /** Begins what waits, as far as the workflow's overlap allows. */
  wake(workflowId: string): void {
    if (this.isClosed) return;
    if (this.lanes.has(workflowId)) {
      this.called.add(workflowId);
      return;
    }
    this.lanes.add(workflowId);
    void this.work(workflowId)
      .catch((error: unknown) => this.retry(workflowId, error))
      .finally(() => {
        this.lanes.delete(workflowId);
        if (this.called.delete(workflowId)) this.wake(workflowId);
      });
  }

  /** Begins nothing more; events that wait are left to the next process. */
  close(): void {
    this.isClosed = true;
    for (const timer of this.timers) clearTimeout(timer);
  }

  @Interval('trigger-events', HOUR_MS)
  async tidy(): Promise<void> {
    try {
      await this.events.forget(Date.now() - MEMORY_MS);
    } catch (error) {
      this.logger.error('old trigger events could not be removed', error);
    }
  }

  private async work(workflowId: string): Promise<void> {
    while (!this.isClosed) {
      const event = await this.events.nextPending(workflowId);
      const trigger = event && (await this.triggers.find(workflowId));
      if (!event || !trigger) return;
      const running = this.running.get(workflowId);
      if (running && trigger.overlap !== 'parallel') await Promise.all(running);
      if (!this.isClosed) await this.begin(event, trigger);
    }
  }

  /** @throws ProtocolError when the job can't be taken now */
  private async begin(
    { eventId, workflowId, graphNodeId, payload }: TriggerEventRow,
    trigger: TriggerRow,
  ): Promise<void> {
    const workflow = await this.workflows.find(workflowId, null);
    if (!workflow) return this.triggers.remove(workflowId);
    const suspended = deferred();
    try {
      const job = await this.runner.start({
        jobId: eventId,
        userId: trigger.userId,
        workflowId,
        workflowName: workflow.name,
        graph: workflow.graph,
        params: {},
        trigger: { nodeId: graphNodeId, payload },
        onUpdate: (update) => {
          if (isSuspension(update)) suspended.resolve();
        },
      });
      this.follow(workflowId, eventId, job.done, suspended.promise);
    } catch (error) {
      if (!(error instanceof ProtocolError) || error.code !== 'CONFLICT') throw error;
      await this.rejoin({ eventId, workflowId });
    }
    await this.events.markStarted(eventId);
  }

  /** Finds the job of an event again, which an earlier try began. */
  private async rejoin({ eventId, workflowId }: Pick<TriggerEventRow, 'eventId' | 'workflowId'>): Promise<void> {
    const outcome = this.runner.outcomeOf(eventId);
    const job = await this.jobs.get(eventId, null).catch(() => null);
    if (outcome && job && !isSettled(job.status)) {
      this.follow(workflowId, eventId, outcome, job.status === 'suspended' ? Promise.resolve() : never());
    } else await this.noteDone(eventId);
  }

  /** Notes the end of a job; until then, or until it waits for something itself, the workflow is at work. */
  private follow(workflowId: string, eventId: string, done: Promise<JobOutcome>, suspended: Promise<void>): void {
    const ended = done.then(async ({ isLeft = false }) => {
      if (!isLeft) await this.noteDone(eventId);
    });
    const busy = Promise.race([ended, suspended]);
    const jobs = this.running.get(workflowId) ?? new Set();
    this.running.set(workflowId, jobs.add(busy));
    void busy.then(() => {
      jobs.delete(busy);
      if (jobs.size === 0) this.running.delete(workflowId);
    });
  }

  private async noteDone(eventId: string): Promise<void> {
    try {
      // The job may be over before its beginning is noted.
      await this.events.markStarted(eventId);
      await this.events.markDone(eventId);
    } catch (error) {
      if (!this.isClosed)
        this.logger.error('the end of a trigger’s job could not be noted', { job_id: eventId, error });
    }
  }

  private retry(workflowId: string, error: unknown): void {
    if (this.isClosed) return;
    this.logger.warn('the job of a trigger could not be begun and is tried again', {
      workflow_id: workflowId,
      error: String(error),
    });
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.wake(workflowId);
    }, RETRY_MS);
    this.timers.add(timer);
  }
}

const isSuspension = ({ type, ...rest }: JobUpdate): boolean => type === 'job_update' && rest['status'] === 'suspended';

const deferred = (): { readonly promise: Promise<void>; readonly resolve: () => void } => {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
};

const never = (): Promise<void> => deferred().promise;
