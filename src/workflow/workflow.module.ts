import { Module } from '@nestjs/common';

import { AssetModule } from '../asset/asset.module.js';
import { JobModule } from '../job/job.module.js';
import { ModelModule } from '../model/model.module.js';
import { NodeRegistryModule } from '../node-registry/node-registry.module.js';
import { JobJournals } from './checkpoint/job-journals.js';
import { EnginePool } from './engine/engine-pool.js';
import { ENGINE_WORKER_URL, engineWorkerUrl } from './engine/engine-worker-url.js';
import { JobCosts } from './job-costs.service.js';
import { JobFiles } from './job-files.service.js';
import { JobRecovery } from './job-recovery.service.js';
import { NodeCollectionsModule } from './node-collections.module.js';
import { ModelRecommender } from './model-recommender.service.js';
import { ResumeCommands } from './resume.commands.js';
import { RunCommands } from './run.commands.js';
import { CollectionParts } from './services/collection-parts.service.js';
import { JobServices } from './services/job-services.js';
import { NodeJobServices } from './services/node-job-services.service.js';
import { UserSecrets } from './services/user-secrets.service.js';
import { WorkspaceFolders } from './services/workspace-folders.service.js';
import { WorkflowRunner } from './workflow-runner.service.js';
import { WorkflowStoreModule } from './workflow-store.module.js';

/** Stored workflows and the engine that runs them. */
@Module({
  imports: [WorkflowStoreModule, JobModule, AssetModule, ModelModule, NodeCollectionsModule, NodeRegistryModule],
  providers: [
    { provide: ENGINE_WORKER_URL, useFactory: engineWorkerUrl },
    EnginePool,
    JobFiles,
    JobJournals,
    UserSecrets,
    WorkspaceFolders,
    CollectionParts,
    { provide: JobServices, useClass: NodeJobServices },
    WorkflowRunner,
    JobRecovery,
    RunCommands,
    ResumeCommands,
    ModelRecommender,
    JobCosts,
  ],
  exports: [WorkflowStoreModule, WorkflowRunner, JobFiles, WorkspaceFolders],
})
export class WorkflowModule {}
