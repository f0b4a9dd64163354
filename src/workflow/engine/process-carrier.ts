import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { JobFailure } from '../workflow-runner.contract.js';
import type { CarrierEvents, EngineCarrier } from './engine-carrier.js';
import type { CarrierOrder, ThreadReport } from './engine-messages.js';
import { memoryFailure } from './engine-messages.js';
import { killGroup } from './process-group.js';

/** How a process is made. */
export interface ProcessOptions {
  readonly url: URL;
  /** Heap that the run may fill, in MiB. */
  readonly maxHeapMb: number;
  readonly nodePackages: readonly string[];
}

/** What a job's process may know of this one's environment: where programs and files are, and how dates and texts look. */
const PASSED_ON = ['PATH', 'TMPDIR', 'TZ', 'LANG', 'LC_ALL', 'SystemRoot'];
/** End of the process's last words that is looked at, in characters. */
const LAST_WORDS = 4096;
/** How V8 says that an allocation failed before it ends the process. */
const OUT_OF_MEMORY = /out of memory|Allocation failed|invalid (?:array|size)|Invalid \w+ length/i;

/** A process of its own for one run: what the run breaks ends with it, and with all that it started. */
export class ProcessCarrier implements EngineCarrier {
  readonly isDisposable = true;
  private readonly child: ChildProcess;
  private readonly closed: Promise<unknown>;
  private lastWords = '';
  private fault: Error | null = null;
  private isGone = false;

  constructor(
    private readonly options: ProcessOptions,
    { onReport, onEnd }: CarrierEvents,
  ) {
    this.child = fork(fileURLToPath(options.url), [String(options.maxHeapMb), ...options.nodePackages], {
      detached: true, // leads a group, which is killed as a whole
      env: Object.fromEntries(PASSED_ON.map((name) => [name, process.env[name]])),
      execArgv: [`--max-old-space-size=${options.maxHeapMb}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.closed = once(this.child, 'close').catch(() => undefined);
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => this.hear(text));
    // Only this program's own entry writes to the channel.
    this.child.on('message', (report) => onReport(report as ThreadReport));
    this.child.on('error', (error) => (this.fault = error));
    this.child.on('exit', () => this.kill());
    // Unlike `exit`, this comes after the last report.
    this.child.on('close', () => {
      this.isGone = true;
      onEnd(this.failure());
    });
  }

  send(order: CarrierOrder): void {
    // An order to a process that is gone is void: its end is reported.
    if (this.child.connected) this.child.send(order, () => undefined);
  }

  /** Every process is busy from its start to its end, and ends with this one. */
  hold(): void {}

  async end(): Promise<void> {
    this.kill();
    await this.closed;
  }

  private kill(): void {
    // Its number may belong to another process by then.
    if (this.isGone || this.child.pid === undefined) return;
    killGroup(this.child.pid);
    this.child.kill('SIGKILL');
  }

  private hear(text: string): void {
    this.lastWords = (this.lastWords + text).slice(-LAST_WORDS);
  }

  private failure(): JobFailure {
    if (OUT_OF_MEMORY.test(this.lastWords)) return memoryFailure(this.options.maxHeapMb);
    if (this.child.pid === undefined) {
      return { code: 'UNAVAILABLE', message: `No process could be started for the job: ${this.fault?.message ?? ''}` };
    }
    return { code: 'INTERNAL', message: `The process of the job ended unexpectedly: ${this.manner()}` };
  }

  private manner(): string {
    const { signalCode, exitCode } = this.child;
    if (signalCode === 'SIGKILL') return 'it was killed (SIGKILL), by hand or by the system for want of memory';
    return signalCode === null ? `it exited with code ${exitCode}` : `it was ended by ${signalCode}`;
  }
}
