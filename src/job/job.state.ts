import { JobStatus } from './job.contract.js';

/** What can happen to a job. */
export type JobEvent = 'start' | 'suspend' | 'resume' | 'recover' | 'complete' | 'fail' | 'cancel';

const TARGETS = {
  start: JobStatus.running,
  suspend: JobStatus.suspended,
  resume: JobStatus.scheduled,
  recover: JobStatus.recovering,
  complete: JobStatus.completed,
  fail: JobStatus.failed,
  cancel: JobStatus.cancelled,
} as const satisfies Record<JobEvent, JobStatus>;

const UNFINISHED = [JobStatus.scheduled, JobStatus.running, JobStatus.suspended, JobStatus.recovering] as const;

const SOURCES: Readonly<Record<JobEvent, readonly JobStatus[]>> = {
  start: [JobStatus.scheduled, JobStatus.suspended, JobStatus.recovering],
  suspend: [JobStatus.running],
  resume: [JobStatus.suspended],
  recover: [JobStatus.scheduled, JobStatus.running, JobStatus.recovering],
  complete: [JobStatus.running],
  fail: UNFINISHED,
  cancel: UNFINISHED,
};

/** Gives the status after an event, or null when the event doesn't apply: an ended job absorbs everything. */
export const nextJobStatus = (status: JobStatus, event: JobEvent): JobStatus | null =>
  SOURCES[event].includes(status) ? TARGETS[event] : null;

/** The status that an event leads to. */
export const targetOf = (event: JobEvent): JobStatus => TARGETS[event];

/** The statuses in which an event applies: the condition of the update that writes it. */
export const sourcesOf = (event: JobEvent): readonly JobStatus[] => SOURCES[event];
