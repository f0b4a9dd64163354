import { readFile } from 'node:fs/promises';

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
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    throw usageError(`cannot read ${path}: ${REASONS[code] ?? code}`, { cause });
  }
};
