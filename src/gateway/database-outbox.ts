import { Injectable } from '@nestjs/common';

import { Database } from '../database/database.js';
import { JobService } from '../job/job.service.js';
import { NodeIdentity } from '../job/node-identity.service.js';
import type { Outbox, OutboxItem } from './client/outbox.js';
import { MemoryOutbox } from './client/outbox.js';
import { answerOf } from './job-answer.js';
import { OutboxRow } from './outbox.entity.js';

/** The largest attempt that the column takes; the client names a larger one when it means every attempt. */
const MAX_ATTEMPT = 2_147_483_647;

/**
 * Keeps answers to workflow requests in the database until the hub has them. Answers to commands stay in memory:
 * whoever waits for one is told when this process ends, and each of them would cost two commits.
 */
@Injectable()
export class DatabaseOutbox implements Outbox {
  private readonly commands = new MemoryOutbox();

  constructor(
    private readonly database: Database,
    private readonly jobs: JobService,
    private readonly identity: NodeIdentity,
  ) {}

  async put(item: OutboxItem): Promise<void> {
    const { requestId, attempt, message } = item;
    if (message.type === 'command_response') return this.commands.put(item);
    await this.database.atomic([
      {
        sql: `INSERT INTO outbox (node_id, request_id, attempt, item, created_at) VALUES (?, ?, ?, ?, ?)
              ON CONFLICT (node_id, request_id) DO UPDATE SET attempt = excluded.attempt, item = excluded.item`,
        params: [this.identity.nodeId, requestId, attempt, JSON.stringify(item), Date.now()],
      },
      { sql: 'UPDATE jobs SET is_handed_over = 1 WHERE request_id = ? AND attempt = ?', params: [requestId, attempt] },
    ]);
  }

  async remove(requestId: string, attempt: number): Promise<void> {
    if (await this.commands.get(requestId)) return this.commands.remove(requestId, attempt);
    await this.database.atomic([
      {
        sql: 'DELETE FROM outbox WHERE node_id = ? AND request_id = ? AND attempt <= ?',
        params: [this.identity.nodeId, requestId, Math.min(attempt, MAX_ATTEMPT)],
      },
    ]);
  }

  async list(): Promise<readonly OutboxItem[]> {
    const rows = await this.database
      .repository(OutboxRow)
      .find({ where: { nodeId: this.identity.nodeId }, order: { seq: 'ASC' } });
    return [...rows.map(({ item }) => item as OutboxItem), ...(await this.commands.list())];
  }

  /** Answers of delivered requests are found by their job, for as long as that is kept. Asked for every request: no ORM. */
  async get(requestId: string): Promise<OutboxItem | null> {
    const command = await this.commands.get(requestId);
    if (command) return command;
    const sql = 'SELECT item FROM outbox WHERE node_id = ? AND request_id = ?';
    const [row] = await this.database.query<{ readonly item: string }>(sql, [this.identity.nodeId, requestId]);
    if (row) return JSON.parse(row.item) as OutboxItem;
    const job = await this.jobs.findLatestByRequest(requestId);
    return job ? answerOf(job) : null;
  }

  /** Takes up the answers of jobs that ended right before the last process did; called before the link opens. */
  async recover(): Promise<void> {
    const jobs = await this.jobs.listUnanswered();
    for (const item of jobs.flatMap((job) => answerOf(job) ?? [])) await this.put(item);
  }
}
