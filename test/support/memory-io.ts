import { Readable } from 'node:stream';

import type { CliIo } from '../../src/cli/io.js';

/** A terminal of a test: what is written is kept, and Ctrl-C is a call. */
export interface MemoryIo extends CliIo {
  out(): string;
  err(): string;
  /** Presses Ctrl-C. */
  interrupt(): void;
  /** Resolves once standard error holds a text. */
  errHolds(text: string): Promise<void>;
}

/** What a test's terminal is like. */
export interface MemoryIoOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly isTty?: boolean;
  readonly columns?: number;
}

/** Makes a terminal that lives in memory; a stored login can't be found unless the environment names its folder. */
export const createMemoryIo = ({
  env = {},
  stdin = '',
  isTty = false,
  columns = 100,
}: MemoryIoOptions = {}): MemoryIo => {
  let out = '';
  let err = '';
  let interrupt = (): void => undefined;
  let waiters: { text: string; resolve: () => void }[] = [];
  const output = (write: (text: string) => void) => ({ write, isTty, columns: () => columns, rows: () => 24 });
  return {
    env: { XDG_CONFIG_HOME: '/nonexistent', ...env },
    stdin: {
      isTty: false,
      readAll: () => Promise.resolve(stdin),
      lines: () => Readable.from(stdin.split('\n')),
      readSecret: () => Promise.resolve(stdin),
    },
    stdout: output((text) => {
      out += text;
    }),
    stderr: output((text) => {
      err += text;
      for (const waiter of waiters.filter(({ text }) => err.includes(text))) waiter.resolve();
      waiters = waiters.filter(({ text }) => !err.includes(text));
    }),
    onInterrupt: (handler) => {
      interrupt = handler;
      return () => {
        interrupt = () => undefined;
      };
    },
    out: () => out,
    err: () => err,
    interrupt: () => interrupt(),
    errHolds: (text) =>
      err.includes(text) ? Promise.resolve() : new Promise((resolve) => waiters.push({ text, resolve })),
  };
};
