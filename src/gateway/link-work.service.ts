import { Injectable } from '@nestjs/common';

import { AppConfig } from '../config/app-config.js';
import type { Caller } from '../dispatch/caller.js';
import { Dispatcher } from '../dispatch/dispatcher.js';
import { JobService } from '../job/job.service.js';
import { isSettled } from '../job/job.contract.js';
import type { CancelRequest, CommandRequest, WorkflowRequest } from '../protocol/hub-messages.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import type { CancelState, JobUpdate, RunRequest, StartedJob } from '../workflow/workflow-runner.contract.js';
import { WorkflowRunner } from '../workflow/workflow-runner.service.js';
import { WorkflowService } from '../workflow/workflow.service.js';
import type { CommandContext, LinkHandlers, WorkflowJob, WorkflowOutcome } from './client/link-handlers.js';
import type { StopReason } from './client/running-request.js';
import { STOP_FAILURES } from './client/stopped-outcome.js';
import { outcomeOf } from './job-answer.js';

/** Does the work that the hub asks for: workflows become jobs, commands go to the dispatcher. */
@Injectable()
export class LinkWork {
  /** What the link's client calls. */
  readonly handlers: LinkHandlers = {
    workflow: (request, job) => this.runWorkflow(request, job),
    command: (request, context) => this.runCommand(request, context),
    cancel: (request, isRunning) => this.cancel(request, isRunning),
    queuedCount: () => this.runner.load().queued,
  };
  /** Jobs that run for the hub, by request. */
  private readonly jobIds = new Map<string, string>();

  constructor(
    private readonly config: AppConfig,
    private readonly runner: WorkflowRunner,
    private readonly workflows: WorkflowService,
    private readonly jobs: JobService,
    private readonly dispatcher: Dispatcher,
  ) {}

  /** The requests whose jobs an earlier process left unfinished: the link is to take them up before it opens. */
  unfinished(): readonly WorkflowRequest[] {
    return this.runner.requestsToAdopt().flatMap(({ message }) => (message ? [readKept(message, Date.now())] : []));
  }

  private async runWorkflow(request: WorkflowRequest, link: WorkflowJob): Promise<WorkflowOutcome | undefined> {
    const job = await this.accept(request, link);
    if (!job) return undefined;
    const stop = (): void => this.stop(job.jobId, link.signal);
    this.jobIds.set(request.request_id, job.jobId);
    link.signal.addEventListener('abort', stop);
    if (link.signal.aborted) stop();
    link.accept();
    try {
      const outcome = await job.done;
      if (outcome.isLeft) link.leave();
      return outcomeOf(outcome);
    } finally {
      link.signal.removeEventListener('abort', stop);
      this.jobIds.delete(request.request_id);
    }
  }

  /** Starts the job; when there is no room for it, the request goes back to the hub. */
  private async accept(request: WorkflowRequest, link: WorkflowJob): Promise<StartedJob | null> {
    const identity = { requestId: request.request_id, attempt: link.attempt };
    const known = this.runner.adopt(identity, (update) => report(update, link));
    if (known) return known;
    const userId = request.user_id ?? this.config.gatewayUserId;
    const workflow = await this.graphOf(request, userId);
    try {
      return await this.runner.start({
        userId,
        ...workflow,
        params: request.params ?? {},
        request: { ...identity, message: keptOf(request, Date.now()) },
        onUpdate: (update) => report(update, link),
      });
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      if (error.code === 'QUEUE_FULL') link.reject('busy', error.retryAfterMs);
      else if (error.code === 'UNAVAILABLE') link.reject('draining');
      else throw error;
      return null;
    }
  }

  private async graphOf(
    request: WorkflowRequest,
    userId: string,
  ): Promise<Pick<RunRequest, 'workflowId' | 'workflowName' | 'graph'>> {
    const workflowId = request.workflow_id ?? null;
    if (request.graph) return { workflowId, graph: request.graph };
    if (workflowId === null) {
      throw new ProtocolError('INVALID_ARGUMENT', 'A workflow request needs a workflow_id or a graph');
    }
    const { id, name, graph } = await this.workflows.get(workflowId, userId);
    return { workflowId: id, workflowName: name, graph };
  }

  private async runCommand(
    { command, args, user_id: userId }: CommandRequest,
    { signal }: CommandContext,
  ): Promise<Record<string, unknown>> {
    const caller: Caller = {
      door: 'link',
      userIds: userId === undefined || userId === null ? null : [userId],
      scopes: null,
      defaultUserId: this.config.gatewayUserId,
    };
    return this.dispatcher.dispatch({ command, args, caller, signal });
  }

  /** The signal has stopped the job by now; this only shortens its grace, or tells about a request that isn't at work. */
  private async cancel(
    { request_id: requestId, grace_ms: graceMs }: CancelRequest,
    isRunning: boolean,
  ): Promise<CancelState> {
    const jobId = this.jobIds.get(requestId);
    if (jobId !== undefined) this.runner.cancel(jobId, graceMs ?? undefined);
    if (isRunning || jobId !== undefined) return 'stopping';
    const job = await this.jobs.findLatestByRequest(requestId);
    return job && isSettled(job.status) ? 'already_done' : 'not_found';
  }

  private stop(jobId: string, signal: AbortSignal): void {
    // The client aborts its signals with one of its own reasons.
    const reason = signal.reason as StopReason;
    const { error: message, errorCode: code } = STOP_FAILURES[reason];
    this.runner.cancel(jobId, undefined, { code: reason === 'lease' ? 'CANCELLED' : code, message });
  }
}

/**
 * What is kept of a request so that its job can be gone on with after a restart; null when it must end with its connection.
 * The graph and the parameters are kept with the job.
 */
const keptOf = (request: WorkflowRequest, nowMs: number): Readonly<Record<string, unknown>> | null => {
  if (request.on_disconnect === 'cancel') return null;
  const { graph: _graph, params: _params, deadline_ms: deadlineMs, ...facts } = request;
  return { facts, deadlineAt: typeof deadlineMs === 'number' ? nowMs + deadlineMs : null };
};

const readKept = (kept: Readonly<Record<string, unknown>>, nowMs: number): WorkflowRequest => {
  // Only `keptOf` writes it: a request without its graph, its parameters and its deadline.
  const { facts, deadlineAt } = kept as { readonly facts: WorkflowRequest; readonly deadlineAt: number | null };
  return deadlineAt === null ? facts : { ...facts, deadline_ms: Math.max(1, deadlineAt - nowMs) };
};

const report = ({ type, job_seq: _seq, ...data }: JobUpdate, link: WorkflowJob): void => {
  link.update(type, data, data.job_id);
};
