import { Module } from '@nestjs/common';

import { NodeRegistryModule } from '../node-registry/node-registry.module.js';
import { ExampleLibrary, EXAMPLES_DIR, examplesDir } from './example-library.js';
import { GraphSecrets } from './graph-secrets.js';
import { WorkflowChanges } from './workflow-changes.js';
import { WorkflowDigraphCommands } from './workflow-digraph.commands.js';
import { WorkflowVersionCommands } from './workflow-version.commands.js';
import { WorkflowVersionRepository } from './workflow-version.repository.js';
import { WorkflowVersionService } from './workflow-version.service.js';
import { WorkflowCommands } from './workflow.commands.js';
import { WorkflowRepository } from './workflow.repository.js';
import { WorkflowService } from './workflow.service.js';

/** Stored workflows and examples, without the means to run them: what a hub needs. */
@Module({
  imports: [NodeRegistryModule],
  providers: [
    { provide: EXAMPLES_DIR, useFactory: examplesDir },
    ExampleLibrary,
    GraphSecrets,
    WorkflowRepository,
    WorkflowChanges,
    WorkflowService,
    WorkflowCommands,
    WorkflowVersionRepository,
    WorkflowVersionService,
    WorkflowVersionCommands,
    WorkflowDigraphCommands,
  ],
  exports: [WorkflowService, GraphSecrets, WorkflowChanges],
})
export class WorkflowStoreModule {}
