import { Injectable } from '@nestjs/common';

/** One committed step of a run, as readers get it. */
export interface RunEvent {
  readonly seq: number;
  readonly type: string;
  /** JSON text: it was written once for the database and is sent as it is. */
  readonly data: string;
  readonly createdAt: number;
}

/** Somebody who follows a run. */
export interface RunReader {
  /** Events in order; all of them are committed. */
  onEvents(events: readonly RunEvent[]): void;
  /** The run is over, and its last event was handed over. */
  onSettled(): void;
  /** The hub stops: nothing more will come. */
  onClosing(): void;
}

/** Hands committed steps of runs to whoever follows them. */
@Injectable()
export class RunFeed {
  private readonly readers = new Map<string, Set<RunReader>>();

  /** Follows a run until the returned function is called. */
  follow(runId: string, reader: RunReader): () => void {
    const set = this.readers.get(runId) ?? new Set();
    set.add(reader);
    this.readers.set(runId, set);
    return () => {
      set.delete(reader);
      if (set.size === 0 && this.readers.get(runId) === set) this.readers.delete(runId);
    };
  }

  publish(runId: string, events: readonly RunEvent[]): void {
    for (const reader of this.readers.get(runId) ?? []) reader.onEvents(events);
  }

  /** Lets every reader go. */
  close(): void {
    for (const set of this.readers.values()) for (const reader of set) reader.onClosing();
  }

  settle(runId: string): void {
    for (const reader of this.readers.get(runId) ?? []) reader.onSettled();
  }
}
