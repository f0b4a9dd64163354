/** Loaded by `--import` before the program: brings the faults in that `FAULTS` names, as JSON. */
import { existsSync } from 'node:fs';
import { register } from 'node:module';

const {
  broken,
  kill,
  clockShiftMs = 0,
  blockMs = 0,
  hubSettings = {},
  reconnectCapMs = 1000,
  diskFullFile,
} = JSON.parse(process.env.FAULTS ?? '{}');
const FLUSH_MS = 10;
const NO_LIMIT = 1_073_741_823;

let isArmed = false;
let reached = 0;
let isDiskFull = false;

const delay = () => new Promise((resolve) => setTimeout(resolve, FLUSH_MS));

globalThis.faults = {
  hubSettings,
  reconnectCapMs,
  /** Dies here when it is this point's turn. */
  point: async (name) => {
    if (!isArmed || kill?.point !== name) return;
    reached += 1;
    if (reached >= kill.after) process.kill(process.pid, 'SIGKILL');
  },
  /** The same once the socket has been written. */
  pointAfterFlush: async (name) => {
    if (!isArmed || kill?.point !== name) return;
    await delay();
    await globalThis.faults.point(name);
  },
  flush: delay,
  /** The database can't grow for as long as the file is there. */
  pressDisk: (handle) => {
    const isFull = diskFullFile !== undefined && existsSync(diskFullFile);
    if (isFull === isDiskFull) return;
    isDiskFull = isFull;
    const pages = isFull ? handle.pragma('page_count', { simple: true }) : NO_LIMIT;
    handle.pragma(`max_page_count = ${pages}`);
  },
};

if (clockShiftMs !== 0) {
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...parts) {
      if (parts.length === 0) super(RealDate.now() + clockShiftMs);
      else super(...parts);
    }
    static now() {
      return RealDate.now() + clockShiftMs;
    }
  };
}

if (kill !== undefined) {
  // What is left over from before must not kill a process that is still starting.
  process.on('SIGUSR2', () => {
    isArmed = true;
  });
}

if (blockMs > 0) {
  process.on('SIGUSR2', () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, blockMs);
  });
}

register('./hooks.mjs', import.meta.url, { data: { broken, killPoint: kill?.point } });
