import { Module } from '@nestjs/common';

import { JobModule } from '../../job/job.module.js';
import { NodeRegistryModule } from '../../node-registry/node-registry.module.js';
import { WorkflowStoreModule } from '../workflow-store.module.js';
import { WorkflowModule } from '../workflow.module.js';
import { TriggerEventRepository } from './trigger-event.repository.js';
import { TriggerRuns } from './trigger-runs.service.js';
import { TriggerCommands } from './trigger.commands.js';
import { TriggerRepository } from './trigger.repository.js';
import { TriggerService } from './trigger.service.js';
import { WebhookService } from './webhook.service.js';

/** Workflows that begin by events. */
@Module({
  imports: [WorkflowModule, WorkflowStoreModule, JobModule, NodeRegistryModule],
  providers: [TriggerRepository, TriggerEventRepository, TriggerRuns, TriggerService, TriggerCommands, WebhookService],
  exports: [TriggerService, WebhookService],
})
export class TriggerModule {}
