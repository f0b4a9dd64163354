/** Programs of this machine that node types may need. */
export const PROGRAMS = ['ffmpeg', 'ffprobe'] as const;
export type ProgramName = (typeof PROGRAMS)[number];

export interface ProgramRun {
  readonly arguments: readonly string[];
  /** Working folder. Default: a fresh folder of the job. */
  readonly cwd?: string;
  /** Told each line that the program writes to its standard error. */
  readonly onLine?: (line: string) => void;
  /** Default 10 minutes. */
  readonly timeoutMs?: number;
}

/** Runs programs without a shell, in a group that is killed as a whole when the run ends. */
export interface NodePrograms {
  /**
   * @returns what it wrote to its standard output, at most 64 MiB
   * @throws Error with the program's last words when it isn't there, fails or takes too long
   */
  run(program: ProgramName, run: ProgramRun): Promise<Uint8Array>;
  /** A new, empty folder that is removed with the job. */
  scratch(): Promise<string>;
}
