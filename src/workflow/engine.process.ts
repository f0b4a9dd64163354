import { writeFileSync } from 'node:fs';

import type { CarrierOrder, ThreadReport } from './engine/engine-messages.js';
import { failedEnding, memoryFailure } from './engine/engine-messages.js';
import { engineWorkerUrl } from './engine/engine-worker-url.js';
import { watchMemory } from './engine/memory-watch.js';
import { killGroup } from './engine/process-group.js';
import { noteProgram } from './engine/running-programs.js';
import { ThreadCarrier } from './engine/thread-carrier.js';
import type { JobFailure } from './workflow-runner.contract.js';

/**
 * Entry of a process that runs one graph. The graph has a thread, so that this one always hears its parent, and notices when
 * the parent is gone.
 */
const [maxHeap, ...nodePackages] = process.argv.slice(2);
const maxHeapMb = Number(maxHeap);

/** Programs of the run: each leads a group of its own. */
const programs = new Set<number>();

const leave = (): void => {
  for (const pid of programs) killGroup(pid);
  killGroup(process.pid);
  process.kill(process.pid, 'SIGKILL');
};

const report = (words: ThreadReport): void => {
  if (words.kind === 'program') noteProgram(programs, words);
  if (process.connected) process.send?.(words);
};

const fail = (failure: JobFailure): void => report({ kind: 'ended', updates: [], ending: failedEnding(failure) });

/** When the machine runs out of memory, Linux is to choose this process before its parent. */
const offerAsVictim = (): void => {
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // Another system, or a sandbox that forbids it.
  }
};

process.title = 'nodetool-gateway job';
process.on('disconnect', leave);
if (!process.connected) leave();
offerAsVictim();
watchMemory(maxHeapMb, () => fail(memoryFailure(maxHeapMb)));
const thread = new ThreadCarrier(
  { url: engineWorkerUrl(), maxHeapMb, hardLimitMb: maxHeapMb, nodePackages },
  { onReport: report, onEnd: fail },
);
// Only the carrier in the parent writes to the channel.
process.on('message', (order) => thread.send(order as CarrierOrder));
