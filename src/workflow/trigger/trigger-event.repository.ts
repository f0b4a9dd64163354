import { Injectable } from '@nestjs/common';

import { Database } from '../../database/database.js';
import type { NewTriggerEvent } from './trigger.contract.js';
import { TriggerEventRow } from './trigger.entity.js';

/** What must hold for an event to be written. */
export interface EventConditions {
  readonly nodeId: string;
  /** Events that the graph node may have in all; 0 = any number. */
  readonly maxEvents: number;
  /** Events of the workflow that may wait. */
  readonly maxPending: number;
  /** Only when the workflow works on nothing. */
  readonly onlyWhenIdle: boolean;
  /** Only when no other event of the graph node waits. */
  readonly onlyOneWaiting: boolean;
}

/** The events of triggers: each is written once, and taken once. */
@Injectable()
export class TriggerEventRepository {
  constructor(private readonly database: Database) {}

  /**
   * Writes an event where its conditions hold and its key is new, and counts it; the beat of an interval is noted in any
   * case, so that it doesn't come back.
   *
   * @returns whether it was written
   */
  async add(
    workflowId: string,
    eventId: string,
    { graphNodeId, key, payload, slot }: NewTriggerEvent,
    { nodeId, maxEvents, maxPending, onlyWhenIdle, onlyOneWaiting }: EventConditions,
    at: number,
  ): Promise<boolean> {
    const idle = onlyWhenIdle ? `AND NOT EXISTS (${EVENTS} AND e.status IN ('pending', 'started'))` : '';
    const single = onlyOneWaiting
      ? `AND NOT EXISTS (${EVENTS} AND e.status = 'pending' AND e.graph_node_id = s.graph_node_id)`
      : '';
    const [count] = await this.database.atomic([
      {
        sql: `INSERT INTO trigger_events (event_id, workflow_id, graph_node_id, event_key, payload, status, created_at)
              SELECT ?, t.workflow_id, s.graph_node_id, ?, ?, 'pending', ?
              FROM triggers t JOIN trigger_sources s ON s.workflow_id = t.workflow_id
              WHERE t.workflow_id = ? AND s.graph_node_id = ? AND t.node_id = ? AND t.is_on = 1
                ${maxEvents > 0 ? `AND s.event_count < ${Math.trunc(maxEvents)}` : ''} ${idle} ${single}
                AND (SELECT COUNT(*) FROM trigger_events e WHERE e.workflow_id = t.workflow_id AND e.status = 'pending') < ${Math.trunc(maxPending)}
              ON CONFLICT DO NOTHING`,
        params: [eventId, key, JSON.stringify(payload), at, workflowId, graphNodeId, nodeId],
      },
      {
        sql: `UPDATE trigger_sources SET event_count = event_count + 1 WHERE workflow_id = ? AND graph_node_id = ?
              AND EXISTS (SELECT 1 FROM trigger_events WHERE event_id = ?)`,
        params: [workflowId, graphNodeId, eventId],
      },
      ...(slot === undefined
        ? []
        : [
            {
              sql: `UPDATE trigger_sources SET last_slot = ? WHERE workflow_id = ? AND graph_node_id = ?
                    AND (last_slot IS NULL OR last_slot < ?)`,
              params: [slot, workflowId, graphNodeId, slot],
            },
          ]),
    ]);
    return count === 1;
  }

  /** The oldest event that waits for its job. */
  nextPending(workflowId: string): Promise<TriggerEventRow | null> {
    return this.database
      .repository(TriggerEventRow)
      .findOne({ where: { workflowId, status: 'pending' }, order: { eventId: 'ASC' } });
  }

  /** Lists the events whose jobs were begun and haven't been seen to end. */
  listStarted(workflowId: string): Promise<readonly TriggerEventRow[]> {
    return this.database
      .repository(TriggerEventRow)
      .find({ where: { workflowId, status: 'started' }, order: { eventId: 'ASC' } });
  }

  /** Notes that the job of an event is accepted. */
  async markStarted(eventId: string): Promise<void> {
    await this.move(eventId, 'pending', 'started');
  }

  /** Notes that the job of an event has ended. */
  async markDone(eventId: string): Promise<void> {
    await this.move(eventId, 'started', 'done');
  }

  /** Forgets what ended before a time; until then a repetition is known as one. */
  async forget(before: number): Promise<void> {
    await this.database.atomic([
      {
        sql: `DELETE FROM trigger_events WHERE created_at < ? AND status = 'done'`,
        params: [before],
      },
    ]);
  }

  private async move(eventId: string, from: string, to: string): Promise<void> {
    await this.database.atomic([
      { sql: 'UPDATE trigger_events SET status = ? WHERE event_id = ? AND status = ?', params: [to, eventId, from] },
    ]);
  }
}

const EVENTS = 'SELECT 1 FROM trigger_events e WHERE e.workflow_id = t.workflow_id';
