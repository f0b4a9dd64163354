import { Module } from '@nestjs/common';

import { JobCheckpointStore } from './job-checkpoint.store.js';
import { JobLogStore } from './job-log.store.js';
import { JobRemovalRepository } from './job-removal.repository.js';
import { JobRetention } from './job-retention.service.js';
import { JobCommands } from './job.commands.js';
import { JobRepository } from './job.repository.js';
import { JobService } from './job.service.js';
import { NodeIdentity } from './node-identity.service.js';

/** The record of what this node executed. */
@Module({
  providers: [
    JobRepository,
    JobLogStore,
    JobCheckpointStore,
    JobService,
    JobCommands,
    NodeIdentity,
    JobRemovalRepository,
    JobRetention,
  ],
  exports: [JobService, JobCheckpointStore, NodeIdentity],
})
export class JobModule {}
