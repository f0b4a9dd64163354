/** Time between two looks, in milliseconds: a look takes microseconds, and memory fills at some GiB per second. */
const LOOK_MS = 50;
/**
 * What a process may take besides the heap of its run, in MiB: the program itself (about 110), garbage of the young
 * generation, and copies of results on their way out.
 */
const BESIDES_MB = 256;
const MIB = 1024 * 1024;

/**
 * Watches the whole memory of this process, also what native code takes beside V8's heap.
 *
 * @param maxHeapMb heap that the run may fill, in MiB
 * @param onOverfull called once
 */
export const watchMemory = (maxHeapMb: number, onOverfull: () => void): void => {
  const timer = setInterval(() => {
    if (process.memoryUsage.rss() <= (maxHeapMb + BESIDES_MB) * MIB) return;
    clearInterval(timer);
    onOverfull();
  }, LOOK_MS);
};
