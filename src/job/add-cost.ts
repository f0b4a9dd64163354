import type { Statement } from '../database/statement.js';

/** Makes the write that adds to the cost of a job, in billionths of a US dollar. */
export const addCostStatement = (jobId: string, costNanos: number): Statement => ({
  sql: 'UPDATE jobs SET cost_nanos = COALESCE(cost_nanos, 0) + ? WHERE job_id = ?',
  params: [costNanos, jobId],
});
