import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Time between two looks at the memory, in milliseconds: a look costs microseconds, a step of a graph often less. */
const CHECK_MS = 20;
/** After a collection that helped, the next look waits longer: a collection of a full heap takes a while. */
const AFTER_COLLECTION_MS = 1000;
const MIB = 1024 * 1024;

/**
 * Tells when a thread's heap is fuller than it may be, while there is still room to end the work that fills it:
 * V8 ends the whole process when one allocation goes far beyond a thread's limit.
 */
export class HeapGuard {
  private nextCheckAt = 0;

  constructor(private readonly maxHeapMb: number) {}

  /** Looks at the heap if it is time to; garbage doesn't count. */
  isOverfull(): boolean {
    const now = performance.now();
    if (now < this.nextCheckAt) return false;
    this.nextCheckAt = now + CHECK_MS;
    if (!this.isAboveLimit()) return false;
    collectGarbage();
    this.nextCheckAt = performance.now() + AFTER_COLLECTION_MS;
    return this.isAboveLimit();
  }

  private isAboveLimit(): boolean {
    return getHeapStatistics().used_heap_size > this.maxHeapMb * MIB;
  }
}

const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc');
  // The flag puts `gc` only into contexts that are made after it is set.
  const gc: unknown = runInNewContext('gc');
  if (typeof gc === 'function') gc();
};
