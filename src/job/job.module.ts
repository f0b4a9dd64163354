import { Module } from '@nestjs/common';

import { JobLogStore } from './job-log.store.js';
import { JobCommands } from './job.commands.js';
import { JobRepository } from './job.repository.js';
import { JobService } from './job.service.js';
import { NodeIdentity } from './node-identity.service.js';

/** The record of what this node executed. */
@Module({
  providers: [JobRepository, JobLogStore, JobService, JobCommands, NodeIdentity],
  exports: [JobService, NodeIdentity],
})
export class JobModule {}
