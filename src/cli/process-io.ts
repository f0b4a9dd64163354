import type { ReadStream } from 'node:tty';
import { isatty } from 'node:tty';
import { Writable } from 'node:stream';

import type { CliIo, Input, Output } from './io.js';

/** The process's own terminal, environment and signals. */
export const processIo = (): CliIo => {
  process.stdout.on('error', endOnClosedPipe);
  process.stderr.on('error', endOnClosedPipe);
  return {
    env: process.env,
    stdin: inputOf(process.stdin, 0),
    stdout: outputOf(process.stdout, 1),
    stderr: outputOf(process.stderr, 2),
    onInterrupt: (handler) => {
      process.once('SIGINT', handler);
      return () => {
        process.off('SIGINT', handler);
      };
    },
  };
};

/** A reader such as `head` may close the pipe when it has enough: that is no failure. */
const endOnClosedPipe = (error: NodeJS.ErrnoException): void => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
};

const outputOf = (stream: NodeJS.WriteStream, fd: number): Output => ({
  write: (text) => {
    stream.write(text);
  },
  isTty: isatty(fd),
  columns: () => stream.columns || 80,
  rows: () => stream.rows || 24,
});

const inputOf = (stream: ReadStream, fd: number): Input => ({
  isTty: isatty(fd),
  readAll: async () => {
    const pieces: Buffer[] = [];
    for await (const piece of stream) pieces.push(Buffer.from(piece as Uint8Array));
    return Buffer.concat(pieces).toString('utf8');
  },
  lines: (signal) => readLines(stream, signal),
  readSecret: (prompt) => readSecret(stream, prompt),
});

async function* readLines(input: ReadStream, signal: AbortSignal): AsyncGenerator<string> {
  const { createInterface } = await import('node:readline');
  yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY, signal });
  // An input that nobody reads any more must not keep the process alive.
  input.destroy();
}

const readSecret = async (input: ReadStream, prompt: string): Promise<string> => {
  process.stderr.write(prompt);
  const { createInterface } = await import('node:readline');
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: silent, terminal: true });
  return new Promise((resolve) => {
    let answer = '';
    lines.once('line', (line) => {
      answer = line;
      lines.close();
    });
    lines.once('SIGINT', () => {
      process.stderr.write('\n');
      process.exit(130);
    });
    lines.once('close', () => {
      process.stderr.write('\n');
      resolve(answer);
    });
  });
};
