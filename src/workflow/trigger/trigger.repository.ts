import { Injectable } from '@nestjs/common';

import { Database } from '../../database/database.js';
import { findRow } from '../../database/find-row.js';
import type { Statement } from '../../database/statement.js';
import { TriggerEventRow, TriggerRow, TriggerSourceRow } from './trigger.entity.js';

/** How an event of a workflow stands. */
export interface EventCounts {
  readonly pending: number;
  readonly started: number;
  /** Milliseconds since 1970; null without any. */
  readonly lastAt: number | null;
}

/** The rows of triggers and of what they wait for. Events are written by `TriggerEventRepository`. */
@Injectable()
export class TriggerRepository {
  constructor(private readonly database: Database) {}

  find(workflowId: string): Promise<TriggerRow | null> {
    return findRow(this.database, TriggerRow, { workflowId });
  }

  listOf(userId: string): Promise<readonly TriggerRow[]> {
    return this.database.repository(TriggerRow).find({ where: { userId }, order: { workflowId: 'ASC' } });
  }

  /** Lists what a machine waits for, or has events of. */
  async listOfMachine(nodeId: string): Promise<readonly TriggerRow[]> {
    return this.database.repository(TriggerRow).find({ where: { nodeId }, order: { workflowId: 'ASC' } });
  }

  async countOn(nodeId: string): Promise<number> {
    return this.database.repository(TriggerRow).count({ where: { nodeId, isOn: true } });
  }

  sourcesOf(workflowId: string): Promise<readonly TriggerSourceRow[]> {
    return this.database.repository(TriggerSourceRow).find({ where: { workflowId } });
  }

  async countsOf(workflowId: string): Promise<EventCounts> {
    const [row] = await this.database.query<Readonly<Record<'pending' | 'started' | 'last_at', unknown>>>(
      `SELECT SUM(CASE WHEN status = 'pending' THEN 1 ELSE 0 END) AS pending,
              SUM(CASE WHEN status = 'started' THEN 1 ELSE 0 END) AS started,
              MAX(created_at) AS last_at
       FROM trigger_events WHERE workflow_id = ?`,
      [workflowId],
    );
    const lastAt = row?.last_at ?? null;
    return {
      pending: Number(row?.pending ?? 0),
      started: Number(row?.started ?? 0),
      lastAt: lastAt === null ? null : Number(lastAt),
    };
  }

  /** Switches a workflow on, with the counts of its graph nodes at their beginning. */
  async switchOn(row: TriggerRow, graphNodeIds: readonly string[]): Promise<void> {
    await this.database.atomic([
      {
        sql: `INSERT INTO triggers (workflow_id, user_id, node_id, is_on, overlap, catch_up, token_hash, started_at)
              VALUES (?, ?, ?, 1, ?, ?, ?, ?)
              ON CONFLICT (workflow_id) DO UPDATE SET user_id = excluded.user_id, node_id = excluded.node_id, is_on = 1,
                overlap = excluded.overlap, catch_up = excluded.catch_up, token_hash = excluded.token_hash,
                started_at = excluded.started_at`,
        params: [row.workflowId, row.userId, row.nodeId, row.overlap, row.catchUp, row.tokenHash, row.startedAt],
      },
      { sql: 'DELETE FROM trigger_sources WHERE workflow_id = ?', params: [row.workflowId] },
      ...graphNodeIds.map((id) => sourceStatement(row.workflowId, id)),
    ]);
  }

  /** Adds the graph nodes that a change of the workflow has brought. */
  async addSources(workflowId: string, graphNodeIds: readonly string[]): Promise<void> {
    await this.database.atomic(graphNodeIds.map((id) => sourceStatement(workflowId, id)));
  }

  /** Switches a workflow off; false when it was off already. Its events stay. */
  async switchOff(workflowId: string): Promise<boolean> {
    const [count] = await this.database.atomic([
      { sql: 'UPDATE triggers SET is_on = 0 WHERE workflow_id = ? AND is_on = 1', params: [workflowId] },
    ]);
    return count === 1;
  }

  /** Forgets a workflow that is gone, with its events. */
  async remove(workflowId: string): Promise<void> {
    const tables = ['trigger_events', 'trigger_sources', 'triggers'];
    await this.database.atomic(
      tables.map((table) => ({ sql: `DELETE FROM ${table} WHERE workflow_id = ?`, params: [workflowId] })),
    );
  }

  /** Finds the event of a graph node by its key. */
  findEvent(workflowId: string, graphNodeId: string, eventKey: string): Promise<TriggerEventRow | null> {
    return findRow(this.database, TriggerEventRow, { workflowId, graphNodeId, eventKey });
  }
}

const sourceStatement = (workflowId: string, graphNodeId: string): Statement => ({
  sql: `INSERT INTO trigger_sources (workflow_id, graph_node_id, event_count, last_slot) VALUES (?, ?, 0, NULL)
        ON CONFLICT DO NOTHING`,
  params: [workflowId, graphNodeId],
});
