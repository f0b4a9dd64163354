import { Injectable } from '@nestjs/common';

import { Database } from '../database/database.js';
import { findRow } from '../database/find-row.js';
import type { Statement } from '../database/statement.js';
import { StaleWriteError } from '../database/statement.js';
import { keepVersion, removeVersions } from './workflow-version.repository.js';
import { ImportedExampleRow, WorkflowRow } from './workflow.entity.js';

/** Which of a user's workflows a list shows, newest first. */
export interface WorkflowFilter {
  readonly userId: string;
  /** Text that name, description or tags must hold; letter case doesn't matter. */
  readonly query: string;
  /** Only workflows that stand after this one. */
  readonly after?: { readonly createdAt: number; readonly workflowId: string } | undefined;
  readonly limit: number;
}

/** The parts of a workflow that its owner may change. */
export type WorkflowContent = Pick<WorkflowRow, 'name' | 'description' | 'tags' | 'access' | 'graph' | 'extras'>;

/** The rows of stored workflows; each save keeps a version. */
@Injectable()
export class WorkflowRepository {
  constructor(private readonly database: Database) {}

  find(workflowId: string): Promise<WorkflowRow | null> {
    return findRow(this.database, WorkflowRow, { workflowId });
  }

  list({ after, limit, ...rest }: WorkflowFilter): Promise<readonly WorkflowRow[]> {
    const query = this.matching(rest);
    if (after) {
      query.andWhere(
        '(workflow.createdAt < :createdAt OR (workflow.createdAt = :createdAt AND workflow.workflowId < :workflowId))',
        after,
      );
    }
    return query.orderBy('workflow.createdAt', 'DESC').addOrderBy('workflow.workflowId', 'DESC').limit(limit).getMany();
  }

  count(filter: Pick<WorkflowFilter, 'userId' | 'query'>): Promise<number> {
    return this.matching(filter).getCount();
  }

  /** Tells which of the ids are a user's own. */
  async owned(userId: string, workflowIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (workflowIds.length === 0) return new Set();
    const marks = workflowIds.map(() => '?').join(', ');
    const rows = await this.database.query<{ readonly workflow_id: string }>(
      `SELECT workflow_id FROM workflows WHERE user_id = ? AND workflow_id IN (${marks})`,
      [userId, ...workflowIds],
    );
    return new Set(rows.map((row) => row.workflow_id));
  }

  async insert(row: WorkflowRow): Promise<void> {
    await this.database.atomic([insertStatement(row), ...keepVersion(row.workflowId)]);
  }

  /** Changes a workflow as it was read; false when it has changed since, or is gone. */
  async update(
    { workflowId, userId, updatedAt }: Pick<WorkflowRow, 'workflowId' | 'userId' | 'updatedAt'>,
    content: WorkflowContent,
    at: number,
  ): Promise<boolean> {
    return this.commits([
      {
        sql: `UPDATE workflows SET name = ?, description = ?, tags = ?, access = ?, graph = ?, extras = ?, search_text = ?, updated_at = ?
              WHERE workflow_id = ? AND user_id = ? AND updated_at = ?`,
        params: [
          content.name,
          content.description,
          JSON.stringify(content.tags),
          content.access,
          JSON.stringify(content.graph),
          JSON.stringify(content.extras),
          searchTextOf(content),
          at,
          workflowId,
          userId,
          updatedAt,
        ],
        expect: 1,
      },
      ...keepVersion(workflowId),
    ]);
  }

  /** Removes a workflow with its versions; false when it isn't there or isn't the user's. */
  async remove(workflowId: string, userId: string): Promise<boolean> {
    const sql = 'DELETE FROM workflows WHERE workflow_id = ? AND user_id = ?';
    return this.commits([{ sql, params: [workflowId, userId], expect: 1 }, removeVersions(workflowId)]);
  }

  /** Copies an example once and for all; false when that was done before. */
  async importExample(row: WorkflowRow): Promise<boolean> {
    const mark: Statement = {
      sql: 'INSERT INTO imported_examples (example_id, imported_at) VALUES (?, ?) ON CONFLICT (example_id) DO NOTHING',
      params: [row.workflowId, row.createdAt],
      expect: 1,
    };
    const insert = insertStatement(row, 'ON CONFLICT (workflow_id) DO NOTHING');
    return this.commits([mark, insert, ...keepVersion(row.workflowId)]);
  }

  /** Lists the examples that were copied before. */
  async importedExamples(): Promise<ReadonlySet<string>> {
    const rows = await this.database.repository(ImportedExampleRow).find();
    return new Set(rows.map(({ exampleId }) => exampleId));
  }

  /** Writes a batch; false when a condition of it doesn't hold, and nothing of it is kept. */
  private async commits(statements: readonly Statement[]): Promise<boolean> {
    try {
      await this.database.atomic(statements);
      return true;
    } catch (error) {
      if (error instanceof StaleWriteError) return false;
      throw error;
    }
  }

  private matching({ userId, query }: Pick<WorkflowFilter, 'userId' | 'query'>) {
    const builder = this.database
      .repository(WorkflowRow)
      .createQueryBuilder('workflow')
      .where('workflow.userId = :userId', { userId });
    if (query !== '') {
      builder.andWhere("workflow.searchText LIKE :pattern ESCAPE '!'", {
        pattern: `%${escapeLike(query.toLowerCase())}%`,
      });
    }
    return builder;
  }
}

/** The text that a query looks in. */
export const searchTextOf = ({ name, description, tags }: Pick<WorkflowRow, 'name' | 'description' | 'tags'>): string =>
  [name, description, ...tags].join('\n').toLowerCase();

const insertStatement = (row: WorkflowRow, onConflict = ''): Statement => ({
  sql: `INSERT INTO workflows (workflow_id, user_id, access, name, description, tags, graph, extras, search_text, created_at, updated_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ${onConflict}`,
  params: [
    row.workflowId,
    row.userId,
    row.access,
    row.name,
    row.description,
    JSON.stringify(row.tags),
    JSON.stringify(row.graph),
    JSON.stringify(row.extras),
    row.searchText,
    row.createdAt,
    row.updatedAt,
  ],
});

const escapeLike = (text: string): string => text.replaceAll(/[!%_]/g, '!$&');
