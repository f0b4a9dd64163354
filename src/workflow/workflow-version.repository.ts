import { Injectable } from '@nestjs/common';

import { newId } from '../common/ids.js';
import { Database } from '../database/database.js';
import { findRow } from '../database/find-row.js';
import type { Statement } from '../database/statement.js';
import type { SaveType } from './workflow-version.entity.js';
import { WorkflowVersionRow } from './workflow-version.entity.js';

/** Versions that are kept of one workflow; the oldest go first. */
export const MAX_VERSIONS = 20;

/** Greatest number that the column holds. */
export const MAX_VERSION_NUMBER = 2 ** 31 - 1;

/** A version without its graph. */
export type VersionSummary = Omit<WorkflowVersionRow, 'graph'>;

/** Which versions of a workflow a list shows, newest first. */
export interface VersionFilter {
  readonly workflowId: string;
  /** Only versions with a smaller number. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** Reads the versions of stored workflows; they are written together with their workflow. */
@Injectable()
export class WorkflowVersionRepository {
  constructor(private readonly database: Database) {}

  find(workflowId: string, version: number): Promise<WorkflowVersionRow | null> {
    return findRow(this.database, WorkflowVersionRow, { workflowId, version });
  }

  async list({ workflowId, before = MAX_VERSION_NUMBER, limit }: VersionFilter): Promise<readonly VersionSummary[]> {
    const rows = await this.database.query<RawSummary>(
      `SELECT id, workflow_id, version, name, description, save_type, created_at FROM workflow_versions
       WHERE workflow_id = ? AND version < ? ORDER BY version DESC LIMIT ?`,
      [workflowId, before, limit],
    );
    return rows.map(({ workflow_id, save_type, created_at, ...row }) => ({
      ...row,
      workflowId: workflow_id,
      saveType: save_type,
      createdAt: created_at,
    }));
  }
}

/** Makes the statements that keep what a workflow holds as its next version, for the end of the batch that saves it. */
export const keepVersion = (workflowId: string): readonly Statement[] => [
  {
    sql: `INSERT INTO workflow_versions (id, workflow_id, version, name, description, graph, save_type, created_at)
          SELECT ?, workflow_id, (SELECT COALESCE(MAX(version), 0) + 1 FROM workflow_versions WHERE workflow_id = ?),
                 name, description, graph, 'manual', updated_at
          FROM workflows WHERE workflow_id = ?`,
    params: [newId(), workflowId, workflowId],
  },
  {
    sql: `DELETE FROM workflow_versions WHERE workflow_id = ?
          AND version <= (SELECT MAX(version) FROM workflow_versions WHERE workflow_id = ?) - ${String(MAX_VERSIONS)}`,
    params: [workflowId, workflowId],
  },
];

/** Makes the statement that removes all versions of a workflow. */
export const removeVersions = (workflowId: string): Statement => ({
  sql: 'DELETE FROM workflow_versions WHERE workflow_id = ?',
  params: [workflowId],
});

interface RawSummary {
  readonly id: string;
  readonly workflow_id: string;
  readonly version: number;
  readonly name: string;
  readonly description: string;
  readonly save_type: SaveType;
  readonly created_at: number;
}
