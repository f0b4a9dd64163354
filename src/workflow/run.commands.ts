import { Injectable } from '@nestjs/common';

import { Command } from '../dispatch/command.decorator.js';
import { JobService } from '../job/job.service.js';
import { isSettled } from '../job/job.contract.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import type { JobOutcome, StartedJob } from './workflow-runner.contract.js';
import { WorkflowRunner } from './workflow-runner.service.js';
import { CancelJobArgs, RunWorkflowArgs, StartBackgroundJobArgs } from './workflow.args.js';
import { WorkflowService } from './workflow.service.js';

export interface RunResult {
  readonly workflow_id: string;
  readonly job_id: string;
  readonly status: string;
  /** Last value per output name. */
  readonly result: Readonly<Record<string, unknown>>;
  /** Last value per preview, by graph node id. */
  readonly preview: Readonly<Record<string, unknown>>;
  readonly save: Readonly<Record<string, unknown>>;
}

export interface BackgroundJob {
  readonly job_id: string;
  readonly status: string;
  readonly workflow_id: string;
}

export interface CancelResult {
  readonly job_id: string;
  readonly status: string;
  /** False when the job had ended before. */
  readonly cancelled: boolean;
}

/** The commands that run workflows and stop them. */
@Injectable()
export class RunCommands {
  constructor(
    private readonly workflows: WorkflowService,
    private readonly runner: WorkflowRunner,
    private readonly jobs: JobService,
  ) {}

  @Command('run_workflow', { args: RunWorkflowArgs, summary: 'Runs a workflow and waits for its result.' })
  async runWorkflow(args: RunWorkflowArgs): Promise<RunResult> {
    const job = await this.start(args);
    const outcome = await job.done;
    if (outcome.status !== 'completed') throw failureOf(outcome);
    const { result, preview, save, status, jobId } = outcome;
    return { workflow_id: args.workflow_id, job_id: jobId, status, result, preview, save };
  }

  @Command('start_background_job', { args: StartBackgroundJobArgs, summary: 'Starts a workflow and answers at once.' })
  async startBackgroundJob({ execution_strategy: strategy, ...args }: StartBackgroundJobArgs): Promise<BackgroundJob> {
    assertStrategy(strategy);
    const job = await this.start(args);
    return { job_id: job.jobId, status: job.status, workflow_id: args.workflow_id };
  }

  @Command('cancel_job', {
    args: CancelJobArgs,
    summary: 'Stops a waiting or running job; an ended one is left as it is.',
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

  private async start({ workflow_id, params, user_id }: RunWorkflowArgs): Promise<StartedJob> {
    const workflow = await this.workflows.get(workflow_id, user_id);
    return this.runner.start({ userId: user_id, workflowId: workflow.id, graph: workflow.graph, params });
  }
}

const assertStrategy = (strategy: string): void => {
  if (strategy === 'threaded') return;
  if (strategy === 'subprocess' || strategy === 'docker') {
    throw new ProtocolError('UNSUPPORTED', `execution_strategy ${strategy} is not available on this node`, {
      hint: 'Use threaded.',
    });
  }
  throw new ProtocolError('INVALID_ARGUMENT', `Invalid execution_strategy: ${strategy}`, {
    problems: [{ field: 'execution_strategy', message: 'must be threaded or subprocess' }],
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
