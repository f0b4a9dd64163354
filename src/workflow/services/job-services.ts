import type { ServiceOpeners } from '../engine/run-services.js';

/** For whom something is done. */
export interface JobOwner {
  readonly jobId: string;
  readonly userId: string;
  readonly workflowId: string | null;
}

/** What this process does for jobs at work; injectable by this class. */
export abstract class JobServices {
  /** The services of one job, besides its files. */
  abstract open(owner: JobOwner): ServiceOpeners;

  /** Names of the secrets that a graph needs and the user has here; null when it needs none. */
  abstract secretNames(graph: unknown, userId: string): Promise<readonly string[] | null>;
}
