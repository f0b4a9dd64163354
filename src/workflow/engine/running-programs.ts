import type { ThreadReport } from './engine-messages.js';

/** Notes that a program of a run has begun or ended. */
export const noteProgram = (
  pids: Set<number>,
  { pid, isRunning }: Extract<ThreadReport, { readonly kind: 'program' }>,
): void => {
  if (isRunning) pids.add(pid);
  else pids.delete(pid);
};
