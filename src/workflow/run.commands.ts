import { Injectable } from '@nestjs/common';

import type { CommandCall } from '../dispatch/caller.js';
import { Command } from '../dispatch/command.decorator.js';
import { JobService } from '../job/job.service.js';
import { isSettled } from '../job/job.contract.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import { BackgroundJob, CancelResult, RunResult } from './run.view.js';
import type { ExecutionStrategy, JobOutcome, StartedJob } from './workflow-runner.contract.js';
import { EXECUTION_STRATEGIES } from './workflow-runner.contract.js';
import { WorkflowRunner } from './workflow-runner.service.js';
import { CancelJobArgs, RunWorkflowArgs, StartBackgroundJobArgs } from './workflow.args.js';
import { WorkflowService } from './workflow.service.js';

/** How a node refuses one more job. */
const START_ERRORS = ['QUEUE_FULL', 'UNAVAILABLE'] as const;
/** What makes sense as an id in an example. */
const ID = '019a8f0c6f7b7d1e9a3b5c7d9e1f3a5b';

/** How a job is started, and who watches it. */
interface StartOptions {
  readonly executionStrategy?: ExecutionStrategy;
  readonly onUpdate?: CommandCall['onUpdate'];
}

/** The commands that run workflows and stop them. */
@Injectable()
export class RunCommands {
  constructor(
    private readonly workflows: WorkflowService,
    private readonly runner: WorkflowRunner,
    private readonly jobs: JobService,
  ) {}

  @Command('run_workflow', {
    args: RunWorkflowArgs,
    result: RunResult,
    effect: 'writes',
    errors: ['NOT_FOUND', 'CANCELLED', 'DEADLINE_EXCEEDED', 'TOO_LARGE', 'UNSUPPORTED', ...START_ERRORS],
    summary: 'Runs a workflow and waits for its result.',
    example: { workflow_id: ID, params: { name: 'Ada' } },
  })
  async runWorkflow(args: RunWorkflowArgs, { onUpdate }: CommandCall): Promise<RunResult> {
    const job = await this.start(args, { onUpdate });
    const outcome = await job.done;
    const { result, preview, save, status, jobId } = outcome;
    if (status !== 'completed') throw failureOf(outcome);
    return { workflow_id: args.workflow_id, job_id: jobId, status, result, preview, save };
  }

  @Command('start_background_job', {
    args: StartBackgroundJobArgs,
    result: BackgroundJob,
    effect: 'writes',
    errors: ['NOT_FOUND', 'UNSUPPORTED', ...START_ERRORS],
    summary: 'Starts a workflow and answers at once.',
    example: { workflow_id: ID, params: { name: 'Ada' }, execution_strategy: 'subprocess' },
  })
  async startBackgroundJob({ execution_strategy: text, ...args }: StartBackgroundJobArgs): Promise<BackgroundJob> {
    const job = await this.start(args, { executionStrategy: strategyOf(text) });
    return { job_id: job.jobId, status: job.status, workflow_id: args.workflow_id };
  }

  @Command('cancel_job', {
    args: CancelJobArgs,
    result: CancelResult,
    effect: 'writes',
    errors: ['NOT_FOUND'],
    summary: 'Stops a waiting or running job; an ended one is left as it is.',
    example: { job_id: ID },
  })
  async cancelJob({ job_id, user_id }: CancelJobArgs): Promise<CancelResult> {
    const job = await this.jobs.get(job_id, user_id);
    if (isSettled(job.status)) return { job_id, status: job.status, cancelled: false };
    const ended = this.runner.outcomeOf(job_id);
    if (this.runner.cancel(job_id) === 'not_found') {
      // It waits for something without a place here: only its row says that it isn't over.
      await this.jobs.settle(job_id, { event: 'cancel', error: 'The job was cancelled', errorCode: 'CANCELLED' });
    }
    await ended;
    const { status } = await this.jobs.get(job_id, user_id);
    return { job_id, status, cancelled: status === 'cancelled' };
  }

  private async start(
    { workflow_id, params, user_id: userId }: RunWorkflowArgs,
    { executionStrategy = 'threaded', onUpdate }: StartOptions,
  ): Promise<StartedJob> {
    const { id: workflowId, name: workflowName, graph } = await this.workflows.get(workflow_id, userId);
    return this.runner.start({ userId, workflowId, workflowName, graph, params, executionStrategy, onUpdate });
  }
}

/** @throws ProtocolError `UNSUPPORTED` for a container, `INVALID_ARGUMENT` for an unknown word */
const strategyOf = (text: string): ExecutionStrategy => {
  const strategy = EXECUTION_STRATEGIES.find((known) => known === text);
  if (strategy !== undefined) return strategy;
  if (text === 'docker') {
    throw new ProtocolError('UNSUPPORTED', 'execution_strategy docker is not available on this node', {
      hint: 'Use subprocess: it has a process and a memory limit of its own.',
    });
  }
  throw new ProtocolError('INVALID_ARGUMENT', `Invalid execution_strategy: ${text}`, {
    problems: [{ field: 'execution_strategy', message: `must be ${EXECUTION_STRATEGIES.join(' or ')}` }],
  });
};

const failureOf = ({ jobId, error, status }: JobOutcome): ProtocolError =>
  new ProtocolError(error?.code ?? 'INTERNAL', error?.message ?? `The job ended ${status}`, {
    problems: error?.problems ?? [],
    details: {
      job_id: jobId,
      ...(error?.node_id !== undefined && { node_id: error.node_id }),
      ...(error?.node_type !== undefined && { node_type: error.node_type }),
    },
  });
