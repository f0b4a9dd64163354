import type { CliIo, Output } from '../io.js';

// Everything but tab and line feed: a peer's text must not steer the reader's terminal.
// eslint-disable-next-line no-control-regex
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/gu;

/** Writes data for a person; on a terminal without the control characters that it may hold. */
export const printText = (output: Output, text: string): void => {
  output.write(`${output.isTty ? text.replace(STEERING, '\uFFFD') : text}\n`);
};

/** Writes one JSON value on one line. */
export const printJson = (io: CliIo, value: unknown): void => {
  io.stdout.write(`${JSON.stringify(value)}\n`);
};

/** Writes lines of data for a person. */
export const printLines = (io: CliIo, lines: readonly string[]): void => {
  if (lines.length > 0) printText(io.stdout, lines.join('\n'));
};
