import type { EngineUpdate } from '../../engine/engine-update.js';

/** Longest time that an update waits for others, in milliseconds. */
const FLUSH_MS = 5;
/** Updates that travel at once at most. */
const FLUSH_COUNT = 256;

/** Joins updates on their way out of a thread: one message for many, and only the newest of those that repeat. */
export class UpdateBatch {
  private updates: EngineUpdate[] = [];
  /** Place in `updates` of the newest volatile update about each thing. */
  private readonly places = new Map<string, number>();
  /** Graph nodes that are known to have begun. */
  private readonly begun = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private lastFlushAt = performance.now();

  constructor(private readonly post: (updates: readonly EngineUpdate[]) => void) {}

  add(update: EngineUpdate): void {
    this.keep(update);
    // Not by the timer alone: a run that never comes back to the event loop reports all the same.
    const isDue = this.updates.length >= FLUSH_COUNT || performance.now() - this.lastFlushAt >= FLUSH_MS;
    if (isDue || this.isFirstBeginning(update)) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  flush(): void {
    const updates = this.take();
    if (updates.length > 0) this.post(updates);
  }

  /** Gives what waits to somebody who sends it otherwise. */
  take(): readonly EngineUpdate[] {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.lastFlushAt = performance.now();
    const { updates } = this;
    this.updates = [];
    this.places.clear();
    return updates;
  }

  /** Whoever watches must see which graph node it is that computes for an hour, so its beginning doesn't wait. */
  private isFirstBeginning(update: EngineUpdate): boolean {
    if (update.type !== 'node_update' || update.status !== 'running' || this.begun.has(update.node_id)) return false;
    this.begun.add(update.node_id);
    return true;
  }

  private keep(update: EngineUpdate): void {
    const last = this.updates.at(-1);
    const joined = last && joinChunks(last, update);
    if (joined) {
      this.updates[this.updates.length - 1] = joined;
      return;
    }
    const key = this.keyOf(update);
    const place = key === null ? undefined : this.places.get(key);
    if (place !== undefined) this.updates[place] = update;
    else if (key !== null) this.places.set(key, this.updates.push(update) - 1);
    else this.updates.push(update);
  }

  /** What a repeating update is about; null for one that adds to the earlier ones. */
  private keyOf(update: EngineUpdate): string | null {
    if (update.type === 'edge_update') return `edge ${update.edge_id}`;
    if (update.type === 'node_progress' && update.chunk === '') return `progress ${update.node_id}`;
    // A graph node in a stream begins again for every item: under load the newest beginning stands for all.
    const isRepeat = update.type === 'node_update' && update.status === 'running' && this.begun.has(update.node_id);
    return isRepeat ? `running ${update.node_id}` : null;
  }
}

/** Joined text beyond this becomes a new update. */
const MAX_JOINED_LENGTH = 65_536;

/** One piece of text made of two that follow each other; null for what doesn't belong together. */
const joinChunks = (first: EngineUpdate, second: EngineUpdate): EngineUpdate | null => {
  if (first.type !== 'chunk' || second.type !== 'chunk') return null;
  const isSameText =
    first.node_id === second.node_id &&
    first.content_type === 'text' &&
    second.content_type === 'text' &&
    first.thinking === second.thinking &&
    !first.done &&
    first.content.length <= MAX_JOINED_LENGTH;
  return isSameText ? { ...second, content: first.content + second.content } : null;
};
