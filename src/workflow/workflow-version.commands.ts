import { Injectable } from '@nestjs/common';

import { decodeCursor, encodeCursor } from '../common/cursor.js';
import { Command } from '../dispatch/command.decorator.js';
import { IntField, TextField } from '../dispatch/fields.js';
import { graphSchemas } from '../engine/graph-schemas.js';
import { NodeRegistryService } from '../node-registry/node-registry.service.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import type { GraphJson } from './stored-workflow.js';
import type { VersionSummary } from './workflow-version.repository.js';
import { MAX_VERSION_NUMBER } from './workflow-version.repository.js';
import { WorkflowVersionService } from './workflow-version.service.js';
import { WorkflowArgs } from './workflow.args.js';
import { ListWorkflowVersionsResult, WorkflowResult, WorkflowVersionResult } from './workflow.results.js';
import type { WorkflowView } from './workflow.view.js';
import { viewWorkflow } from './workflow.view.js';

export class ListWorkflowVersionsArgs extends WorkflowArgs {
  @IntField({ optional: true, min: 1, max: 1000 })
  readonly limit: number = 100;

  @TextField({ optional: true, min: 0, description: 'The `next` of the page before.' })
  readonly start_key: string = '';
}

export class WorkflowVersionArgs extends WorkflowArgs {
  @IntField({ min: 1, max: MAX_VERSION_NUMBER, description: 'Number of the version, from list_workflow_versions.' })
  readonly version: number = 1;
}

/** A version in lists. */
export interface WorkflowVersionSummary {
  readonly id: string;
  readonly workflow_id: string;
  readonly version: number;
  readonly name: string;
  readonly description: string;
  readonly save_type: string;
  readonly created_at: string;
}

/** A whole version. */
export interface WorkflowVersionView extends WorkflowVersionSummary {
  readonly graph: GraphJson;
}

export interface WorkflowVersionList {
  readonly versions: readonly WorkflowVersionSummary[];
  /** `start_key` of the next page; empty on the last one. */
  readonly next: string;
}

/** The commands that show and bring back earlier states of a workflow. */
@Injectable()
export class WorkflowVersionCommands {
  constructor(
    private readonly versions: WorkflowVersionService,
    private readonly registry: NodeRegistryService,
  ) {}

  @Command('list_workflow_versions', {
    args: ListWorkflowVersionsArgs,
    summary: 'Lists the kept versions of a workflow, newest first.',
    result: ListWorkflowVersionsResult,
    effect: 'reads',
    errors: ['NOT_FOUND'],
    example: { workflow_id: '019f0c9e2b7a7c3e8d5f1a2b3c4d5e6f' },
  })
  async listVersions(args: ListWorkflowVersionsArgs): Promise<WorkflowVersionList> {
    const { workflow_id: workflowId, limit, start_key, user_id } = args;
    const before = start_key === '' ? undefined : positionOf(start_key);
    const found = await this.versions.list({ workflowId, before, limit: limit + 1 }, user_id);
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return { versions: page.map(summarize), next: last ? encodeCursor(['version', last.version]) : '' };
  }

  @Command('get_workflow_version', {
    args: WorkflowVersionArgs,
    summary: 'Shows one version of a workflow with its graph.',
    result: WorkflowVersionResult,
    effect: 'reads',
    errors: ['NOT_FOUND'],
    example: { workflow_id: '019f0c9e2b7a7c3e8d5f1a2b3c4d5e6f', version: 1 },
  })
  async getVersion({ workflow_id, version, user_id }: WorkflowVersionArgs): Promise<WorkflowVersionView> {
    const row = await this.versions.get(workflow_id, version, user_id);
    return { ...summarize(row), graph: row.graph };
  }

  @Command('restore_workflow_version', {
    args: WorkflowVersionArgs,
    summary: 'Gives a workflow the graph of an earlier version, as a new version.',
    result: WorkflowResult,
    effect: 'writes',
    errors: ['NOT_FOUND', 'CONFLICT'],
    example: { workflow_id: '019f0c9e2b7a7c3e8d5f1a2b3c4d5e6f', version: 1 },
  })
  async restoreVersion({ workflow_id, version, user_id }: WorkflowVersionArgs): Promise<WorkflowView> {
    const workflow = await this.versions.restore(workflow_id, version, user_id);
    return viewWorkflow(workflow, graphSchemas(workflow.graph, this.registry.catalogue));
  }
}

const positionOf = (startKey: string): number => {
  const [list, version] = decodeCursor(startKey, 2) ?? [];
  if (list === 'version' && isVersionNumber(version)) return version;
  const message = 'start_key must be the next of an earlier page';
  throw new ProtocolError('INVALID_ARGUMENT', `list_workflow_versions: ${message}`, {
    problems: [{ field: 'start_key', message }],
  });
};

const isVersionNumber = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= MAX_VERSION_NUMBER;

const summarize = ({ id, workflowId, version, name, description, saveType, createdAt }: VersionSummary) => ({
  id,
  workflow_id: workflowId,
  version,
  name,
  description,
  save_type: saveType,
  created_at: new Date(createdAt).toISOString(),
});
