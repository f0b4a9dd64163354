import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Time between two looks at the memory, in milliseconds: a look costs microseconds, a step of a graph often less. */
const CHECK_MS = 5;
/** Part of the limit by which the heap may grow after a collection that helped, before the next: a collection takes a while. */
const GROWTH = 0.5;
const MIB = 1024 * 1024;

/**
 * Tells when a thread's heap is fuller than it may be, while there is still room to end the work that fills it:
 * V8 ends the whole process when one allocation goes far beyond a thread's limit.
 */
export class HeapGuard {
  private readonly maxBytes: number;
  /** Fullness at which garbage is looked for. */
  private suspectBytes: number;
  private nextCheckAt = 0;

  constructor(maxHeapMb: number) {
    this.maxBytes = maxHeapMb * MIB;
    this.suspectBytes = this.maxBytes;
  }

  /** Looks at the heap if it is time to; garbage doesn't count. */
  isOverfull(): boolean {
    const now = performance.now();
    if (now < this.nextCheckAt) return false;
    this.nextCheckAt = now + CHECK_MS;
    if (usedBytes() <= this.suspectBytes) return false;
    collectGarbage();
    const liveBytes = usedBytes();
    this.suspectBytes = Math.max(this.maxBytes, liveBytes + this.maxBytes * GROWTH);
    return liveBytes > this.maxBytes;
  }
}

const usedBytes = (): number => getHeapStatistics().used_heap_size;

const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc');
  // The flag puts `gc` only into contexts that are made after it is set.
  const gc: unknown = runInNewContext('gc');
  if (typeof gc === 'function') gc();
};
