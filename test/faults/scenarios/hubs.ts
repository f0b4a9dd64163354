import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';

import type { Scenario } from '../scenario.js';
import { pause } from '../stage.js';

const ALL_ONCE = { statuses: ['completed'], isOnce: true } as const;
const RUNS = 6;

const stopped = (seconds: number, times: number): Scenario => ({
  name: `hub-stopped-${seconds}-s`,
  faults: `hub stopped (SIGSTOP) for ${seconds} s in the middle of work`,
  times,
  promises: ALL_ONCE,
  deadlineMs: seconds * 1000 + 120_000,
  play: async (stage, ledger, times) => {
    for (let round = 0; round < times; round += 1) {
      const pid = stage.hub?.pid ?? 0;
      const ids = await ledger.submitAll(RUNS, () => ({ steps: 20, stepMs: 50 }));
      await pause(stage.random.between(0, 500));
      process.kill(pid, 'SIGSTOP');
      await pause(seconds * 1000);
      process.kill(pid, 'SIGCONT');
      await Promise.all(ids.map((id) => ledger.untilOver(id)));
    }
  },
});

const cancelOverKill: Scenario = {
  name: 'cancel-over-hub-kill',
  faults: 'cancel while the node is away, then the hub is killed before the node is back',
  times: 10,
  promises: { statuses: ['cancelled'], isOnce: true },
  play: async (stage, ledger, times) => {
    for (let round = 1; round <= times; round += 1) {
      const { proxy } = stage.node('a');
      const id = await ledger.submit({ nodeId: 'a', steps: 150, stepMs: 100 });
      await ledger.untilStatus(id, 'running');
      await ledger.untilExecutions('started', round);
      proxy.refuse();
      await ledger.cancel(id);
      await stage.killHub();
      await stage.startHub();
      proxy.accept();
      await ledger.untilOver(id);
    }
  },
};

const FULL_MS = 3000;

/** The file tells by its being there that a database may not grow. */
const diskFull = (whose: 'hub' | 'node', promises: Scenario['promises']): Scenario => {
  const file = join(tmpdir(), `faults-${process.pid}-${whose}-full`);
  return {
    name: `disk-full-${whose}`,
    faults: `the database of the ${whose} can not grow for ${FULL_MS / 1000} s`,
    times: 10,
    promises,
    stage: { [whose]: { diskFullFile: file } },
    play: async (stage, ledger, times) => {
      try {
        for (let round = 0; round < times; round += 1) {
          const early = ledger.submitAll(RUNS, () => ({ steps: 20, stepMs: 60 }));
          await pause(stage.random.between(100, 900));
          await writeFile(file, '');
          const late = ledger.submitAll(RUNS, () => ({ steps: 3, stepMs: 20 }));
          await pause(FULL_MS);
          await rm(file, { force: true });
          const ids = [...(await early), ...(await late)];
          await Promise.all(ids.map((id) => ledger.untilOver(id)));
        }
      } finally {
        await rm(file, { force: true });
      }
    },
  };
};

/** Faults of the hub besides its death. */
export const hubs: readonly Scenario[] = [
  stopped(1, 10),
  stopped(5, 5),
  stopped(20, 2),
  stopped(70, 1),
  cancelOverKill,
  diskFull('hub', ALL_ONCE),
  diskFull('node', { statuses: ['completed', 'failed'], isOnce: true }),
];
