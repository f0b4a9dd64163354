import type { WorkflowResponse } from './node-messages.js';

/** Job id of a workflow response, which stands beside `result` or inside of it, depending on the peer. */
export const jobIdOf = ({ job_id, result }: Pick<WorkflowResponse, 'job_id' | 'result'>): string | null => {
  if (typeof job_id === 'string') {
    return job_id;
  }
  const nested = result?.['job_id'];
  return typeof nested === 'string' ? nested : null;
};
