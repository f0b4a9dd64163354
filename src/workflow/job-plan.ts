import type { TriggerEvent } from '../engine/trigger-event.js';
import type { JobService } from '../job/job.service.js';
import type { JobJournal } from './checkpoint/job-journal.js';
import type { JobFiles } from './job-files.service.js';
import type { JobServices } from './services/job-services.js';
import type { ExecutionStrategy, HubRequest, JobUpdate } from './workflow-runner.contract.js';

/** What a job is about. */
export interface JobPlan {
  readonly jobId: string;
  readonly userId: string;
  readonly workflowId: string | null;
  /** What people call the workflow, where that is known. */
  readonly workflowName?: string;
  readonly graph: unknown;
  readonly params: Readonly<Record<string, unknown>>;
  /** The event that begins the run. */
  readonly trigger?: TriggerEvent | null;
  /** Milliseconds from now after which the job fails. */
  readonly deadlineMs?: number | undefined;
  readonly executionStrategy?: ExecutionStrategy;
  readonly request?: HubRequest | undefined;
  readonly onUpdate?: ((update: JobUpdate) => void) | undefined;
}

/** What an execution works with. */
export interface ExecutionParts {
  readonly jobs: JobService;
  readonly files: JobFiles;
  readonly services: JobServices;
  /** Null for a job that ends with its process. */
  readonly journal: JobJournal | null;
  readonly onFault: (error: unknown) => void;
  /** A graph node has waited long enough. */
  readonly onDue: (nodeId: string) => void;
  /** False when enough jobs wait already. */
  readonly maySuspend: () => boolean;
}
