import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TableIndex } from 'typeorm';

const INDICES = [
  /** What retention walks along: ended jobs in the order of their ends. */
  {
    table: 'jobs',
    index: new TableIndex({
      name: 'jobs_by_end',
      columnNames: ['node_id', 'finished_at', 'job_id'],
      where: 'finished_at IS NOT NULL',
    }),
  },
  /** Finds the few grave lines of a long log; the frequent levels need no help, and writing them stays cheap. */
  {
    table: 'job_logs',
    index: new TableIndex({
      name: 'job_logs_grave',
      columnNames: ['job_id', 'level', 'seq'],
      where: "level = 'warning' OR level = 'error'",
    }),
  },
] as const;

/** Indices by which old jobs are found, and grave lines of logs. */
export class JobRetention1764000000009 implements MigrationInterface {
  readonly name = 'JobRetention1764000000009';

  async up(runner: QueryRunner): Promise<void> {
    for (const { table, index } of INDICES) await runner.createIndex(table, index);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { table, index } of INDICES) await runner.dropIndex(table, index);
  }
}
