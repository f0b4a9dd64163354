import { Injectable } from '@nestjs/common';

import { ProtocolError } from '../protocol/protocol-error.js';
import type { StoredWorkflow } from './stored-workflow.js';
import type { WorkflowVersionRow } from './workflow-version.entity.js';
import type { VersionFilter, VersionSummary } from './workflow-version.repository.js';
import { WorkflowVersionRepository } from './workflow-version.repository.js';
import { WorkflowService } from './workflow.service.js';

/** The earlier states of stored workflows. Only the owner sees them, also those of a public workflow. */
@Injectable()
export class WorkflowVersionService {
  constructor(
    private readonly workflows: WorkflowService,
    private readonly versions: WorkflowVersionRepository,
  ) {}

  /**
   * Lists the kept versions of a workflow, newest first, without their graphs.
   *
   * @throws ProtocolError `NOT_FOUND` when the workflow isn't there or isn't the user's own
   */
  async list({ workflowId, ...page }: VersionFilter, userId: string): Promise<readonly VersionSummary[]> {
    return this.versions.list({ ...page, workflowId: await this.ownId(workflowId, userId) });
  }

  /** @throws ProtocolError `NOT_FOUND`, also for a version that is no longer kept */
  async get(workflowId: string, version: number, userId: string): Promise<WorkflowVersionRow> {
    const found = await this.versions.find(await this.ownId(workflowId, userId), version);
    if (found) return found;
    throw new ProtocolError('NOT_FOUND', `Version ${String(version)} of workflow ${workflowId} not found`, {
      hint: 'See list_workflow_versions for those that are kept.',
    });
  }

  /** Gives a workflow the graph of an earlier version. This is a save like any other: it makes a new version. */
  async restore(workflowId: string, version: number, userId: string): Promise<StoredWorkflow> {
    const { workflowId: id, graph } = await this.get(workflowId, version, userId);
    return this.workflows.update(id, userId, { graph });
  }

  private async ownId(workflowId: string, userId: string): Promise<string> {
    const workflow = await this.workflows.get(workflowId, userId);
    if (workflow.userId === userId) return workflow.id;
    throw new ProtocolError('NOT_FOUND', `Workflow ${workflowId} not found`);
  }
}
