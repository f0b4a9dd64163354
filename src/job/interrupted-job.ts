import { JobStatus } from './job.contract.js';

/** An unfinished job of a process that is gone. */
export interface InterruptedJob {
  readonly status: JobStatus;
  /** How often that had happened to it before while it ran; null when it wasn't kept what it was asked to do. */
  readonly interruptions: number | null;
}

/** A job that took its process with it this often is likely to be the reason. */
const MAX_INTERRUPTIONS = 3;

/** Says why an interrupted job can't be gone on with; null when it can. */
export const whyNotResumable = ({ status, interruptions }: InterruptedJob): string | null => {
  if (interruptions === null) {
    return status === JobStatus.scheduled
      ? 'The node stopped while the job waited to start'
      : 'The node stopped while the job was running';
  }
  if (status !== JobStatus.running || interruptions < MAX_INTERRUPTIONS) return null;
  return `The node stopped while the job was running, for the ${MAX_INTERRUPTIONS + 1}th time: it is not tried again`;
};
