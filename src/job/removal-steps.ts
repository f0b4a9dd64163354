import type { RemovableJob } from './job-removal.repository.js';

/** A step of a removal: the first lines of a long log, or whole jobs. */
export type RemovalStep =
  | { readonly kind: 'lines'; readonly jobId: string; readonly upToSeq: number }
  | { readonly kind: 'jobs'; readonly jobIds: readonly string[] };

/**
 * Cuts the removal of jobs into steps of about the same work.
 *
 * @param maxRows rows that a step takes away at most; a job itself counts as one
 */
export function* removalSteps(jobs: readonly RemovableJob[], maxRows: number): Generator<RemovalStep> {
  let jobIds: string[] = [];
  let rowCount = 0;
  for (const { jobId, lineCount } of jobs) {
    const spared = lineCount % maxRows;
    for (let upToSeq = maxRows; upToSeq <= lineCount - spared; upToSeq += maxRows)
      yield { kind: 'lines', jobId, upToSeq };
    if (jobIds.length > 0 && rowCount + spared + 1 > maxRows) {
      yield { kind: 'jobs', jobIds };
      jobIds = [];
      rowCount = 0;
    }
    jobIds.push(jobId);
    rowCount += spared + 1;
  }
  if (jobIds.length > 0) yield { kind: 'jobs', jobIds };
}
