import { Injectable } from '@nestjs/common';
import type { Static } from 'typebox';
import Type from 'typebox';

import { Command } from '../dispatch/command.decorator.js';
import { ObjectField, TextField } from '../dispatch/fields.js';
import { UserArgs } from '../dispatch/user-args.js';
import { JobService } from '../job/job.service.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import { WorkflowRunner } from './workflow-runner.service.js';

/** Characters that the values for a waiting graph node may have as JSON: as much as a checkpoint keeps. */
const MAX_VALUES_LENGTH = 1_048_576;

export class ResumeJobArgs extends UserArgs {
  @TextField({ max: 256 })
  readonly job_id: string = '';

  @ObjectField({ optional: true, description: 'What the waiting graph node gets.', example: { approved: true } })
  readonly values: Readonly<Record<string, unknown>> = {};

  @TextField({ optional: true, max: 1000, description: 'Which graph node goes on; needed when several wait.' })
  readonly graph_node_id: string | undefined = undefined;
}

/** A job that goes on. */
export const ResumeResult = Type.Object({
  job_id: Type.String(),
  status: Type.String({ description: 'Where the job stands now: it runs as soon as a thread is free.' }),
  graph_node_id: Type.String({ description: 'The graph node that goes on.' }),
});
export type ResumeResult = Static<typeof ResumeResult>;

/** The command that lets suspended jobs go on. */
@Injectable()
export class ResumeCommands {
  constructor(
    private readonly runner: WorkflowRunner,
    private readonly jobs: JobService,
  ) {}

  @Command('resume_job', {
    args: ResumeJobArgs,
    result: ResumeResult,
    effect: 'writes',
    errors: ['NOT_FOUND', 'CONFLICT', 'TOO_LARGE', 'UNAVAILABLE'],
    summary: 'Gives a suspended job what it waits for, and lets it go on.',
    example: { job_id: '019a8f0c6f7b7d1e9a3b5c7d9e1f3a5b', values: { approved: true } },
  })
  async resumeJob({ job_id, values, graph_node_id, user_id }: ResumeJobArgs): Promise<ResumeResult> {
    const length = JSON.stringify(values).length;
    if (length > MAX_VALUES_LENGTH) {
      throw new ProtocolError(
        'TOO_LARGE',
        `values has ${length} characters as JSON, at most ${MAX_VALUES_LENGTH} are taken`,
      );
    }
    await this.jobs.get(job_id, user_id);
    const resumed = await this.runner.resume(job_id, graph_node_id, values);
    const { status } = await this.jobs.get(job_id, user_id);
    return { job_id, status, graph_node_id: resumed };
  }
}
