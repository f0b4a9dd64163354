import { Module } from '@nestjs/common';

import { JobModule } from '../job/job.module.js';
import { EnginePool } from './engine/engine-pool.js';
import { ENGINE_WORKER_URL, engineWorkerUrl } from './engine/engine-worker-url.js';
import { RunCommands } from './run.commands.js';
import { WorkflowRunner } from './workflow-runner.service.js';
import { WorkflowStoreModule } from './workflow-store.module.js';

/** Stored workflows and the engine that runs them. */
@Module({
  imports: [WorkflowStoreModule, JobModule],
  providers: [{ provide: ENGINE_WORKER_URL, useFactory: engineWorkerUrl }, EnginePool, WorkflowRunner, RunCommands],
  exports: [WorkflowStoreModule, WorkflowRunner],
})
export class WorkflowModule {}
