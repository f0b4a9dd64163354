import { usageError } from '../cli-error.js';

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads a length of time such as `30`, `1.5s`, `500ms`, `10m`, `2h` or `1d`; a bare number counts seconds.
 *
 * @returns whole milliseconds, at least 1
 * @throws CliError for anything else, with exit code 2
 */
export const parseDuration = (text: string): number => {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/u.exec(text.trim());
  const ms = match ? Math.round(Number(match[1]) * (UNIT_MS[match[2] ?? 's'] ?? 0)) : 0;
  if (ms < 1 || !Number.isSafeInteger(ms)) {
    throw usageError(`"${text}" is not a length of time`, { hint: 'Write it like 30s, 500ms, 10m or 2h.' });
  }
  return ms;
};
