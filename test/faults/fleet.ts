import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { planEnv } from './fault-plan.js';
import type { Stage } from './stage.js';
import { until } from './stage.js';

/** How the nodes of a fleet come back: by the rules, all at once, or as real clients. */
export type FleetKind = 'jittered' | 'unjittered' | 'clients';

interface FleetReport {
  readonly readyCount: number;
  readonly lastReadyAt: number;
  readonly delaysMs: readonly number[];
}

const SCRIPT = join(import.meta.dirname, 'fleet-process.mjs');
const PER_PROCESS = 2500;

/** Many nodes in a few processes. */
export class Fleet {
  private readonly children: ChildProcess[] = [];
  /** Delays that clients have planned after a loss, in milliseconds. */
  readonly delaysMs: number[] = [];
  private readonly reports = new Map<ChildProcess, FleetReport>();

  constructor(
    private readonly stage: Stage,
    private readonly count: number,
  ) {}

  /** Starts the nodes; they dial `port` and reach the hub there. */
  start(kind: FleetKind, port = this.stage.hubPort): void {
    for (let started = 0; started < this.count; started += PER_PROCESS) {
      const fleet = {
        url: `ws://127.0.0.1:${port}/gateway`,
        token: this.stage.hub?.nodeToken ?? '',
        prefix: `fleet-${started}`,
        count: Math.min(PER_PROCESS, this.count - started),
        kind,
      };
      const child = fork(SCRIPT, {
        env: {
          PATH: process.env['PATH'],
          ...planEnv({ broken: this.stage.options.broken }),
          FLEET: JSON.stringify(fleet),
        },
        execArgv: [],
      });
      child.on('message', (message) => this.note(child, message as FleetReport)); // the script sends nothing else
      this.children.push(child);
    }
  }

  get readyCount(): number {
    return [...this.reports.values()].reduce((sum, { readyCount }) => sum + readyCount, 0);
  }

  /** Waits until every node is registered; gives the moment of the last one, by the wall clock. */
  async untilReady(deadlineMs: number): Promise<number> {
    const what = (): string => `all ${this.count} nodes are registered; ${this.readyCount} are`;
    await until(`${this.count} nodes are registered`, () => this.readyCount === this.count, deadlineMs).catch(() => {
      throw new Error(`not within ${deadlineMs / 1000} s: ${what()}`);
    });
    return Math.max(...[...this.reports.values()].map(({ lastReadyAt }) => lastReadyAt));
  }

  /** Waits until the nodes have noticed that their hub is gone. */
  async untilLost(deadlineMs: number): Promise<void> {
    await until('the nodes have lost their hub', () => this.readyCount === 0, deadlineMs);
  }

  private note(child: ChildProcess, report: FleetReport): void {
    this.reports.set(child, report);
    this.delaysMs.push(...report.delaysMs);
  }

  async close(): Promise<void> {
    await Promise.all(
      this.children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const exit = once(child, 'exit');
        child.kill('SIGKILL');
        await exit;
      }),
    );
  }
}
