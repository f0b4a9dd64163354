import type { ResumableJob } from '../job/job.service.js';
import type { StoredOrder } from '../job/job.repository.js';
import type { JobPlan } from './job-plan.js';
import type { ExecutionStrategy, HubRequest, RunRequest } from './workflow-runner.contract.js';
import { EXECUTION_STRATEGIES } from './workflow-runner.contract.js';

/** What has to be stored of a request so that a later process can go on with its job; null when none may. */
export const keptOrder = (
  { graph, params, trigger = null, deadlineMs, request }: RunRequest,
  nowMs: number,
): StoredOrder | null => {
  if (request?.message === null) return null;
  const deadlineAt = deadlineMs === undefined ? null : nowMs + deadlineMs;
  return { graph, params, trigger, deadlineAt, request: request?.message ?? null };
};

/** Makes the plan of a job again from what was stored of it. */
export const planOf = ({ job, order }: ResumableJob, nowMs: number): JobPlan => ({
  jobId: job.jobId,
  userId: job.userId,
  workflowId: job.workflowId,
  graph: order.graph,
  params: order.params,
  trigger: order.trigger,
  deadlineMs: order.deadlineAt === null ? undefined : Math.max(0, order.deadlineAt - nowMs),
  executionStrategy: strategyOf(job.executionStrategy),
  request: requestOf({ job, order }),
});

const requestOf = ({ job: { requestId, attempt }, order }: ResumableJob): HubRequest | undefined => {
  if (requestId === null || attempt === null || order.request === null) return undefined;
  // Only `keptOrder` writes it.
  return { requestId, attempt, message: order.request as NonNullable<HubRequest['message']> };
};

const strategyOf = (text: string): ExecutionStrategy =>
  EXECUTION_STRATEGIES.find((strategy) => strategy === text) ?? 'threaded';
