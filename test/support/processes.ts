import { readdirSync, readFileSync } from 'node:fs';

/** What Linux tells about a process; null when there is none. */
const statusOf = (pid: number): { readonly state: string; readonly parentPid: number } | null => {
  try {
    const text = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    // The name in parentheses may hold anything, so the fields are counted from behind it.
    const [state = '', parentPid = ''] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state, parentPid: Number(parentPid) };
  } catch {
    return null;
  }
};

/** Tells whether a process is there and hasn't ended: one that nobody has collected yet doesn't count. */
export const isRunning = (pid: number): boolean => {
  const status = statusOf(pid);
  return status !== null && status.state !== 'Z';
};

/** Lists the processes that a process started and that run. */
export const childrenOf = (parentPid: number): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => statusOf(pid)?.parentPid === parentPid && isRunning(pid));
