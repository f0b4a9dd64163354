import { Module } from '@nestjs/common';

import { resourceController } from './resource-controller.js';
import { NODE_RESOURCES, WORKFLOW_RESOURCES } from './resources.js';

/** Stored workflows over REST, where there is a workflow store. */
@Module({ controllers: WORKFLOW_RESOURCES.map(resourceController) })
export class WorkflowResourcesModule {}

/** Everything else that a node has, over REST. */
@Module({ controllers: NODE_RESOURCES.map(resourceController) })
export class NodeResourcesModule {}
