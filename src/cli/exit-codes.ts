/** How the program ends, for scripts: each number means one thing in every command. */
export const ExitCode = {
  ok: 0,
  failed: 1,
  usage: 2,
  configuration: 3,
  notFound: 4,
  forbidden: 5,
  unreachable: 6,
  timedOut: 7,
  interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** The meaning of each exit code, as `--help` and the reference print it. */
export const EXIT_CODE_MEANINGS: Readonly<Record<ExitCode, string>> = {
  0: 'done; a run that was waited for completed',
  1: 'a run did not complete, a check found errors, or the server failed',
  2: 'the command line, a file or an argument is wrong',
  3: 'a setting of the server, or the stored login, is wrong',
  4: 'the run, node, workflow or command does not exist',
  5: 'the token is missing, wrong, or does not allow this',
  6: 'the hub does not answer',
  7: 'the time was over',
  130: 'interrupted with Ctrl-C',
};
