import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** One line that a peer wrote about itself. */
export interface PeerEvent {
  readonly event: string;
  readonly message?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** A peer of the seed protocol in a process of its own. */
export class PeerProcess {
  readonly events: PeerEvent[] = [];
  private cursor = 0;
  private wake: () => void = () => undefined;

  private constructor(private readonly child: ChildProcessWithoutNullStreams) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.events.push(JSON.parse(line) as PeerEvent);
      this.wake();
    });
    child.stderr.on('data', (data: Buffer) => process.stderr.write(data));
  }

  /** Starts one of the scripts of this folder. */
  static start(script: 'seed-node.mjs' | 'seed-gateway.mjs', args: readonly string[]): PeerProcess {
    return new PeerProcess(spawn(process.execPath, [join(import.meta.dirname, script), ...args]));
  }

  /** Next event that fits; others before it are passed over. */
  async next(fits: (event: PeerEvent) => boolean): Promise<PeerEvent> {
    for (;;) {
      while (this.cursor < this.events.length) {
        const event = this.events[this.cursor++];
        if (event !== undefined && fits(event)) {
          return event;
        }
      }
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  /** Next event of a name. */
  event(name: string): Promise<PeerEvent> {
    return this.next(({ event }) => event === name);
  }

  /** Next message of a type that the peer received. */
  async message(type: string): Promise<Readonly<Record<string, unknown>>> {
    return (await this.next(({ message }) => message?.['type'] === type)).message ?? {};
  }

  /** Writes a line to the peer. */
  tell(line: string | Readonly<Record<string, unknown>>): void {
    this.child.stdin.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null) {
      const exit = once(this.child, 'exit');
      this.child.kill();
      await exit;
    }
  }
}
