import { Injectable } from '@nestjs/common';

import { AppConfig } from '../../config/app-config.js';
import { JobCheckpointStore } from '../../job/job-checkpoint.store.js';
import { JobJournal } from './job-journal.js';

/** Opens the journals of jobs, where this node keeps any. */
@Injectable()
export class JobJournals {
  /** True when jobs are gone on with after a restart, and may wait. */
  readonly isKept: boolean;

  constructor(
    config: AppConfig,
    private readonly store: JobCheckpointStore,
  ) {
    this.isKept = config.jobRecovery === 'resume';
  }

  /** The journal of a job that is new. */
  ofNew(jobId: string): JobJournal {
    return new JobJournal(jobId, this.store, true);
  }

  /** The journal of a job that an earlier process began. */
  ofKnown(jobId: string): JobJournal {
    return new JobJournal(jobId, this.store, false);
  }
}
