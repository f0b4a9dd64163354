import { IsIn, IsInt, Max, Min } from 'class-validator';

import { NodeSettings } from './node-settings.js';
import { Setting } from './setting.decorator.js';

const MAX_JOBS = 256;

/** To find what is too much, the kept ones are counted: more would hold SQLite's only writer for some milliseconds. */
const MAX_KEPT_JOBS = 100_000;

/** Timers hold no more than 2^31 - 1 ms, which is some 24 days. */
const MAX_JOB_TIMEOUT_S = 2_000_000;

/** What becomes of jobs that the end of their process interrupted. */
export const JOB_RECOVERIES = ['resume', 'fail'] as const;
export type JobRecoveryMode = (typeof JOB_RECOVERIES)[number];

/** Settings of the jobs that a node runs. */
export abstract class JobSettings extends NodeSettings {
  @Setting({
    env: 'MAX_CONCURRENT_JOBS',
    flag: 'max-concurrent-jobs',
    kind: 'integer',
    default: '4',
    unit: 'jobs',
    meaning: 'Workflows that a node runs at the same time; the others wait.',
    expects: `a whole number from 1 to ${String(MAX_JOBS)}`,
    example: '4',
  })
  @IsInt()
  @Min(1)
  @Max(MAX_JOBS)
  readonly maxConcurrentJobs: number = 4;

  @Setting({
    env: 'JOB_MEMORY_LIMIT',
    flag: 'job-memory-limit',
    kind: 'integer',
    default: '1024',
    unit: 'MiB',
    meaning: 'Memory that a job may fill; one that needs more is ended.',
    expects: 'a whole number from 32 to 1048576',
    example: '1024',
  })
  @IsInt()
  @Min(32)
  @Max(1_048_576)
  readonly jobMemoryLimitMb: number = 1024;

  @Setting({
    env: 'JOB_TIMEOUT',
    flag: 'job-timeout',
    kind: 'seconds',
    default: '0',
    unit: 'seconds',
    meaning: 'Time that a job may run; one that takes longer is ended. 0 = any time.',
    expects: `a number of seconds from 0 to ${String(MAX_JOB_TIMEOUT_S)}`,
    example: '3600',
  })
  @IsInt()
  @Min(0)
  @Max(MAX_JOB_TIMEOUT_S * 1000)
  readonly jobTimeoutMs: number = 0;

  @Setting({
    env: 'JOB_RECOVERY',
    flag: 'job-recovery',
    default: 'resume',
    meaning:
      'What becomes of unfinished jobs when their node stops or crashes: they go on from their checkpoints at its next start, or fail. Only jobs that go on can wait for a person or an event.',
    expects: 'one of resume, fail',
    example: 'resume',
  })
  @IsIn(JOB_RECOVERIES)
  readonly jobRecovery: JobRecoveryMode = 'resume';

  @Setting({
    env: 'JOB_RETENTION_DAYS',
    flag: 'job-retention-days',
    kind: 'integer',
    default: '30',
    unit: 'days',
    meaning: 'Age at which an ended job is removed with its log. 0 = any age.',
    expects: 'a whole number from 0 to 36500',
    example: '30',
  })
  @IsInt()
  @Min(0)
  @Max(36_500)
  readonly jobRetentionDays: number = 30;

  @Setting({
    env: 'JOB_RETENTION_COUNT',
    flag: 'job-retention-count',
    kind: 'integer',
    default: '10000',
    unit: 'jobs',
    meaning: 'Ended jobs that a node keeps with their logs; the oldest go first. 0 = any number.',
    expects: `a whole number from 0 to ${String(MAX_KEPT_JOBS)}`,
    example: '10000',
  })
  @IsInt()
  @Min(0)
  @Max(MAX_KEPT_JOBS)
  readonly jobRetentionCount: number = 10_000;
}
