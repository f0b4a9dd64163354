import type { Checkpoint, RunCheckpoints } from '../../engine/checkpoint/checkpoint.js';

/** Longest time that a checkpoint waits for updates to travel with, in milliseconds. */
const FLUSH_MS = 100;
/** Characters that are sent without waiting any longer. */
const FLUSH_LENGTH = 1_048_576;

interface PendingCommit {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Joins a run's checkpoints on their way out of its thread. */
export class CheckpointBatch implements RunCheckpoints {
  private checkpoints: Checkpoint[] = [];
  private length = 0;
  private timer: NodeJS.Timeout | undefined;
  private lastFlushAt = performance.now();
  private isClosed = false;
  private commitCount = 0;
  private readonly commits = new Map<number, PendingCommit>();

  constructor(
    readonly restored: readonly Checkpoint[],
    private readonly post: (checkpoints: readonly Checkpoint[], commitId: number | null) => void,
  ) {}

  keep(checkpoint: Checkpoint): void {
    if (this.isClosed) return;
    this.checkpoints.push(checkpoint);
    this.length += checkpoint.data?.length ?? 0;
    // Not by the timer alone: a run that never comes back to the event loop is kept all the same.
    if (this.length >= FLUSH_LENGTH || performance.now() - this.lastFlushAt >= FLUSH_MS) this.flush(null);
    else this.timer ??= setTimeout(() => this.flush(null), FLUSH_MS);
  }

  commit(checkpoint: Checkpoint): Promise<void> {
    if (this.isClosed) return Promise.reject(new Error('the run is over'));
    this.checkpoints.push(checkpoint);
    const commitId = ++this.commitCount;
    return new Promise((resolve, reject) => {
      this.commits.set(commitId, { resolve, reject });
      this.flush(commitId);
    });
  }

  /** Takes the answer to a commit. */
  committed(commitId: number, error: string | null): void {
    const commit = this.commits.get(commitId);
    this.commits.delete(commitId);
    if (error === null) commit?.resolve();
    else commit?.reject(new Error(`it was not begun, because that could not be noted: ${error}`));
  }

  /** Takes no more checkpoints, and sends those that wait only if the run may be gone on with. */
  close(isResumable: boolean): void {
    if (this.isClosed) return;
    this.isClosed = true;
    if (isResumable) this.flush(null);
    clearTimeout(this.timer);
    this.checkpoints = [];
  }

  /** Gives what waits to somebody who sends it otherwise. */
  take(): readonly Checkpoint[] {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.lastFlushAt = performance.now();
    const { checkpoints } = this;
    this.checkpoints = [];
    this.length = 0;
    return checkpoints;
  }

  private flush(commitId: number | null): void {
    const checkpoints = this.take();
    if (checkpoints.length > 0) this.post(checkpoints, commitId);
  }
}
