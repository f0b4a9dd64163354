import { readFile } from 'node:fs/promises';

import type { CliError } from '../cli-error.js';
import { usageError } from '../cli-error.js';
import type { CliIo } from '../io.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
};

/**
 * Reads a text file, or standard input for `-`.
 *
 * @throws CliError that names the file and says why, with exit code 2
 */
export const readText = async (path: string, io: CliIo): Promise<string> => {
  if (path === '-') return io.stdin.readAll();
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw fileFault(path, cause);
  }
};

/** The error for a file that can't be read. */
export const fileFault = (path: string, cause: unknown): CliError => {
  const code = (cause as NodeJS.ErrnoException).code ?? ''; // the system's errors have one
  return usageError(`cannot read ${path}: ${REASONS[code] ?? code}`, { cause });
};
