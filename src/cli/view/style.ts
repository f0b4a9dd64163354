import type { CliIo, Output } from '../io.js';

const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

/** Name of a way to set text off. */
export type Mood = keyof typeof CODES;

/** Paints a text, or leaves it as it is where colour isn't wanted. */
export type Paint = (mood: Mood, text: string) => string;

/** Leaves every text as it is. */
export const plainPaint: Paint = (_mood, text) => text;

/** Sets text off with ANSI escape codes. */
export const ansiPaint: Paint = (mood, text) => {
  const [on, off] = CODES[mood];
  return text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`;
};

/**
 * The painter for an output: colour only on a terminal, and never when `NO_COLOR` is set or the terminal is dumb.
 *
 * @see https://no-color.org
 */
export const paintFor = (output: Output, env: CliIo['env']): Paint =>
  output.isTty && !env['NO_COLOR'] && env['TERM'] !== 'dumb' ? ansiPaint : plainPaint;
