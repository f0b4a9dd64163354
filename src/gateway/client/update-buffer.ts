import { isRecord } from '../../common/json.js';
import type { WorkflowUpdate } from '../../protocol/node-messages.js';

/** An update on its way, with what is to be done when it leaves. */
export interface QueuedUpdate {
  readonly update: WorkflowUpdate;
  readonly seq: number;
  /** Last look at the message before it is written. */
  readonly beforeSend: (update: WorkflowUpdate) => WorkflowUpdate;
}

interface Entry extends QueuedUpdate {
  readonly bytes: number;
}

/** What an update costs besides its data: names, ids, the timestamp. */
const OVERHEAD_BYTES = 256;
/** Joined text beyond this becomes a new update. */
const MAX_JOINED_LENGTH = 65_536;

/**
 * Updates that wait, in order, made fewer while they wait: a newer progress report takes the place of an older one, and
 * adjacent pieces of one text are joined. Nothing else is touched.
 */
export class UpdateBuffer {
  private readonly entries = new Map<number, Entry>();
  /** Entry that a newer report replaces, by what it is a report of. */
  private readonly replaceable = new Map<string, number>();
  /** Last entry of each request that is not replaceable: the only one that a chunk may be joined to. */
  private readonly lastSolid = new Map<string, number>();
  private nextId = 0;
  private totalBytes = 0;

  /** Estimated size of all that waits. */
  get bytes(): number {
    return this.totalBytes;
  }

  get size(): number {
    return this.entries.size;
  }

  push(item: QueuedUpdate): void {
    const { update } = item;
    const key = replaceableKey(update);
    if (key !== null) {
      this.drop(this.replaceable.get(key));
      this.replaceable.set(key, this.add(item));
      return;
    }
    const lastId = this.lastSolid.get(update.request_id);
    const last = lastId === undefined ? undefined : this.entries.get(lastId);
    const joined = last === undefined ? null : joinChunks(last.update, update);
    if (joined !== null) {
      this.drop(lastId);
    }
    this.lastSolid.set(update.request_id, this.add({ ...item, update: joined ?? update }));
  }

  /** Takes the oldest update out. */
  shift(): QueuedUpdate | null {
    const first = this.entries.entries().next();
    if (first.done === true) {
      return null;
    }
    const [id, entry] = first.value;
    this.drop(id);
    const key = replaceableKey(entry.update);
    const index = key === null ? this.lastSolid : this.replaceable;
    const name = key ?? entry.update.request_id;
    if (index.get(name) === id) {
      index.delete(name);
    }
    return entry;
  }

  clear(): void {
    this.entries.clear();
    this.replaceable.clear();
    this.lastSolid.clear();
    this.totalBytes = 0;
  }

  private add(item: QueuedUpdate): number {
    const id = this.nextId++;
    const bytes = estimateBytes(item.update.data);
    this.entries.set(id, { ...item, bytes });
    this.totalBytes += bytes;
    return id;
  }

  private drop(id: number | undefined): void {
    const entry = id === undefined ? undefined : this.entries.get(id);
    if (id !== undefined && entry !== undefined) {
      this.entries.delete(id);
      this.totalBytes -= entry.bytes;
    }
  }
}

const replaceableKey = ({ request_id, update_type, data }: WorkflowUpdate): string | null => {
  if (update_type !== 'node_progress' && update_type !== 'edge_update') {
    return null;
  }
  const subject = update_type === 'edge_update' ? data['edge_id'] : data['node_id'];
  return typeof subject === 'string' ? JSON.stringify([request_id, update_type, subject]) : null;
};

/** One text chunk made of two that follow each other, or null when they don't belong together. */
const joinChunks = (first: WorkflowUpdate, second: WorkflowUpdate): WorkflowUpdate | null => {
  const { data: a } = first;
  const { data: b } = second;
  const isSameText =
    first.update_type === 'chunk' &&
    second.update_type === 'chunk' &&
    (a['content_type'] ?? 'text') === 'text' &&
    ['node_id', 'content_type', 'thinking', 'thread_id'].every((field) => a[field] === b[field]) &&
    a['done'] !== true;
  const before = a['content'];
  const after = b['content'];
  if (!isSameText || typeof before !== 'string' || typeof after !== 'string' || before.length > MAX_JOINED_LENGTH) {
    return null;
  }
  return { ...second, data: { ...b, content: before + after } };
};

/** Rough size of a value on the wire, cheap enough for every update: text counts, structure is guessed. */
export const estimateBytes = (data: Readonly<Record<string, unknown>>): number => OVERHEAD_BYTES + sizeOf(data, 0);

const sizeOf = (value: unknown, depth: number): number => {
  if (typeof value === 'string') {
    return value.length + 2;
  }
  if (value instanceof Uint8Array) {
    return value.byteLength;
  }
  if (Array.isArray(value)) {
    return sizeOfList(value, depth);
  }
  if (isRecord(value) && depth < MAX_LOOK_DEPTH) {
    return Object.entries(value).reduce((sum, [key, item]) => sum + key.length + 4 + sizeOf(item, depth + 1), 2);
  }
  return 8;
};

/** Long lists are judged by their first items. */
const sizeOfList = (list: readonly unknown[], depth: number): number => {
  const sample = list.slice(0, SAMPLE_ITEMS);
  const sampleBytes = sample.reduce<number>((sum, item) => sum + sizeOf(item, depth + 1) + 1, 2);
  return list.length > SAMPLE_ITEMS ? Math.ceil((sampleBytes * list.length) / SAMPLE_ITEMS) : sampleBytes;
};

const SAMPLE_ITEMS = 32;
const MAX_LOOK_DEPTH = 8;
