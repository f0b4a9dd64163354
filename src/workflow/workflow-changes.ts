import { Injectable } from '@nestjs/common';

/** Tells whoever keeps something of a stored workflow that it was changed or removed. */
@Injectable()
export class WorkflowChanges {
  private readonly watchers = new Set<(workflowId: string) => void>();

  /** Calls a function after each change that this process makes; gives the way to stop that. */
  watch(watcher: (workflowId: string) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  tell(workflowId: string): void {
    for (const watcher of this.watchers) watcher(workflowId);
  }
}
