import type { OnApplicationBootstrap } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';

import type { ResumableJob } from '../job/job.service.js';
import { JobService } from '../job/job.service.js';
import { JobJournals } from './checkpoint/job-journals.js';
import { WorkflowRunner } from './workflow-runner.service.js';

/** Goes on with the jobs that the last process of this node left unfinished. */
@Injectable()
export class JobRecovery implements OnApplicationBootstrap {
  private readonly logger = new Logger(JobRecovery.name);

  constructor(
    private readonly jobs: JobService,
    private readonly runner: WorkflowRunner,
    private readonly journals: JobJournals,
  ) {}

  /** Before anybody can ask for a job, and before the link lists what this node works on. */
  async onApplicationBootstrap(): Promise<void> {
    for (const resumable of await this.jobs.listResumable()) await this.takeUp(resumable);
  }

  private async takeUp(resumable: ResumableJob): Promise<void> {
    const { jobId } = resumable.job;
    try {
      if (this.journals.isKept) await this.runner.readmit(resumable);
      else await this.giveUp(jobId);
    } catch (error) {
      this.logger.error('an unfinished job could not be taken up', { job_id: jobId, error: String(error) });
    }
  }

  private async giveUp(jobId: string): Promise<void> {
    const error = 'The node stopped while the job was unfinished, and goes on with none (JOB_RECOVERY=fail)';
    await this.jobs.settle(jobId, { event: 'fail', error, errorCode: 'NODE_LOST' });
  }
}
