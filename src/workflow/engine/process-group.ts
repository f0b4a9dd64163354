/** Kills the group that a process leads: the process with everything that it started. Does nothing where there is no such group. */
export const killGroup = (leaderPid: number): void => {
  try {
    process.kill(-leaderPid, 'SIGKILL');
  } catch {
    // All of it is gone, or the system (Windows) knows no groups.
  }
};
