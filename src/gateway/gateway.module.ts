import { Module } from '@nestjs/common';

import { AssetModule } from '../asset/asset.module.js';
import { JobModule } from '../job/job.module.js';
import { NodeRegistryModule } from '../node-registry/node-registry.module.js';
import { WorkflowModule } from '../workflow/workflow.module.js';
import { DatabaseOutbox } from './database-outbox.js';
import { HeartbeatService } from './heartbeat.service.js';
import { LinkFiles } from './link-files.service.js';
import { LinkToken } from './link-token.service.js';
import { LinkWork } from './link-work.service.js';
import { LinkController } from './link.controller.js';
import { LinkService } from './link.service.js';

/** The node's side of the connection to a hub, and the routes by which its operator looks after it. */
@Module({
  imports: [WorkflowModule, JobModule, AssetModule, NodeRegistryModule],
  controllers: [LinkController],
  providers: [DatabaseOutbox, HeartbeatService, LinkFiles, LinkToken, LinkWork, LinkService],
  exports: [LinkService],
})
export class GatewayModule {}
