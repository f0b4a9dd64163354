import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

import type { NodePrograms, ProgramName, ProgramRun } from '../../engine/services/node-programs.js';
import type { MachinePrograms } from '../../node-registry/machine-programs.js';
import { LineReader } from './line-reader.js';
import { killGroup } from './process-group.js';

const DEFAULT_TIMEOUT_MS = 600_000;
/** What a program may write to its standard output. */
const MAX_OUTPUT = 67_108_864;

/** Says that a program, which leads a group of its own, has begun or ended. */
type Announce = (pid: number, isRunning: boolean) => void;

/** Where programs run, and who must know of them. */
export interface ProgramHost {
  readonly programs: MachinePrograms;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly announce: Announce;
}

/** Programs of this machine, run for a graph node: without a shell, without this process's environment, and never beyond the run. */
export class ThreadPrograms implements NodePrograms {
  constructor(private readonly host: ProgramHost) {}

  async run(program: ProgramName, { arguments: args, cwd, onLine, timeoutMs }: ProgramRun): Promise<Uint8Array> {
    const path = this.host.programs[program];
    if (path === undefined) {
      const fix = `install it, or set ${program.toUpperCase()}_PATH`;
      throw new Error(`${program} is not on this machine: ${fix}, and start the node again`);
    }
    const { signal } = this.host;
    signal.throwIfAborted();
    const child = spawn(path, args, {
      cwd: cwd ?? (await this.scratch()),
      detached: true, // leads a group, which is killed as a whole
      env: { PATH: [dirname(path), '/usr/bin', '/bin'].join(delimiter), LC_ALL: 'C.UTF-8' },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    return follow(child, { ...this.host, program, onLine, timeoutMs: timeoutMs ?? DEFAULT_TIMEOUT_MS });
  }

  async scratch(): Promise<string> {
    const { folder } = this.host;
    if (folder === '') throw new Error('this run has no place for files');
    await mkdir(folder, { recursive: true });
    return mkdtemp(join(folder, 'scratch-'));
  }
}

interface Following {
  readonly program: string;
  readonly onLine: ProgramRun['onLine'];
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly announce: Announce;
}

const follow = (
  child: ChildProcess,
  { program, onLine, timeoutMs, signal, announce }: Following,
): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const { pid } = child;
    const chunks: Buffer[] = [];
    const lines = new LineReader(onLine);
    let size = 0;
    let fault: Error | null = null;
    const stop = (reason: Error): void => {
      fault ??= reason;
      if (pid !== undefined) killGroup(pid);
      child.kill('SIGKILL');
    };
    const cancel = (): void => stop(new Error(`${program} was stopped, because the run has ended`));
    const late = (): void => stop(new Error(`${program} took longer than ${timeoutMs / 1000} s and was stopped`));
    const timer = setTimeout(late, timeoutMs);
    signal.addEventListener('abort', cancel, { once: true });
    if (pid !== undefined) announce(pid, true);
    child.stdout?.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size > MAX_OUTPUT) stop(new Error(`${program} wrote more than ${MAX_OUTPUT} bytes to its standard output`));
      else chunks.push(chunk);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      try {
        lines.add(text);
      } catch (error) {
        stop(error instanceof Error ? error : new Error(String(error)));
      }
    });
    child.on('error', (error) => (fault ??= new Error(`${program} can't be run: ${error.message}`)));
    child.on('close', (code, end) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      if (pid !== undefined) announce(pid, false);
      if (fault) reject(fault);
      else if (code === 0) resolve(Buffer.concat(chunks));
      else reject(new Error(`${program} failed (${end ?? `code ${code}`}): ${lines.lastWords}`));
    });
    if (signal.aborted) cancel();
  });
