import type { Checkpoint } from '../../engine/checkpoint/checkpoint.js';
import type { JobCheckpointStore } from '../../job/job-checkpoint.store.js';
import type { EngineJournal } from '../engine/engine-host.js';

/** The checkpoints of one job. */
export class JobJournal implements EngineJournal {
  /** What the run that begins next goes on from. */
  restored: readonly Checkpoint[] = [];
  private isStale: boolean;

  /** @param isNew true for a job that no process has begun yet */
  constructor(
    private readonly jobId: string,
    private readonly store: JobCheckpointStore,
    isNew: boolean,
  ) {
    this.isStale = !isNew;
    if (isNew) store.openNew(jobId);
  }

  keep(checkpoints: readonly Checkpoint[]): void {
    this.store.append(this.jobId, checkpoints);
  }

  commit(): Promise<void> {
    return this.store.commit(this.jobId);
  }

  /** Makes `restored` what is stored, before each run of the job but its first. */
  async load(): Promise<void> {
    if (this.isStale) this.restored = await this.store.open(this.jobId);
    this.isStale = false;
  }

  /** Lets go of what a run went on from: it may be large. */
  release(): void {
    this.restored = [];
    this.isStale = true;
  }

  /** Takes no more; resolves when nothing is being written any more. */
  close(): Promise<void> {
    return this.store.close(this.jobId);
  }
}
