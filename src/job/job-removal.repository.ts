import { Injectable } from '@nestjs/common';

import { Database } from '../database/database.js';
import type { Statement } from '../database/statement.js';

/** Where an ended job stands in the order of the ends; ends of one millisecond are told apart by the id. */
export interface JobEnd {
  readonly finishedAt: number;
  readonly jobId: string;
}

/** An ended job that may go. */
export interface RemovableJob extends JobEnd {
  readonly lineCount: number;
}

/** Which jobs may go: those that ended after one and up to another. */
export interface RemovalRange {
  readonly after: JobEnd;
  readonly upTo: JobEnd;
  readonly limit: number;
}

/** Tables whose rows belong to a job by their `job_id` and go with it; `jobs` goes last, so that a crash leaves no orphans. */
const TABLES_OF_A_JOB = ['job_logs', 'jobs'] as const;

interface FoundJob {
  readonly job_id: string;
  /** PostgreSQL gives 64-bit integers as text. */
  readonly finished_at: number | string;
  readonly line_count: number;
}

/** Takes the rows of old jobs away. */
@Injectable()
export class JobRemovalRepository {
  constructor(private readonly database: Database) {}

  /** Finds the end of the job that is `place` places behind a node's newest one; null when there are fewer. */
  async findEnd(nodeId: string, place: number): Promise<JobEnd | null> {
    const [row] = await this.database.query<FoundJob>(
      `SELECT job_id, finished_at FROM jobs WHERE node_id = ? AND finished_at IS NOT NULL
       ORDER BY finished_at DESC, job_id DESC LIMIT 1 OFFSET ?`,
      [nodeId, place],
    );
    return row ? { jobId: row.job_id, finishedAt: Number(row.finished_at) } : null;
  }

  /** Lists ended jobs of a node, those that ended first in front; a job whose answer the hub may still ask for isn't among them. */
  async listRemovable(nodeId: string, { after, upTo, limit }: RemovalRange): Promise<readonly RemovableJob[]> {
    const rows = await this.database.query<FoundJob>(
      `SELECT job_id, finished_at,
              (SELECT COALESCE(MAX(seq), 0) FROM job_logs WHERE job_logs.job_id = jobs.job_id) AS line_count
       FROM jobs
       WHERE node_id = ? AND finished_at IS NOT NULL AND (request_id IS NULL OR is_handed_over = 1)
         AND (finished_at, job_id) > (?, ?) AND (finished_at, job_id) <= (?, ?)
       ORDER BY finished_at, job_id LIMIT ?`,
      [nodeId, after.finishedAt, after.jobId, upTo.finishedAt, upTo.jobId, limit],
    );
    return rows.map((row) => ({
      jobId: row.job_id,
      finishedAt: Number(row.finished_at),
      lineCount: row.line_count,
    }));
  }

  /** Takes the first lines of a log away. */
  async removeLines(jobId: string, upToSeq: number): Promise<void> {
    await this.database.atomic([
      { sql: 'DELETE FROM job_logs WHERE job_id = ? AND seq <= ?', params: [jobId, upToSeq] },
    ]);
  }

  /** Takes jobs away, with everything that belongs to them. */
  async remove(jobIds: readonly string[]): Promise<void> {
    const marks = jobIds.map(() => '?').join(', ');
    const statements: Statement[] = TABLES_OF_A_JOB.map((table) => ({
      sql: `DELETE FROM ${table} WHERE job_id IN (${marks})`,
      params: jobIds,
    }));
    await this.database.atomic(statements);
  }
}
