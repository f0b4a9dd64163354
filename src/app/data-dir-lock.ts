import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import BetterSqlite3 from 'better-sqlite3';

/** The process can't start; the message is all that its user needs to see. */
export class StartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartError';
  }
}

/**
 * Claims a data folder for this process until `release` is called or the process ends, however it ends.
 * The claim is SQLite's exclusive file lock, which the operating system takes back from a killed process.
 *
 * @throws StartError when the folder can't be written or another process uses it
 */
export const lockDataDir = (dataDir: string): { release(): void } => {
  const pidFile = join(dataDir, 'process.pid');
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const lock = new BetterSqlite3(join(dataDir, 'process.lock'), { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE');
    writeFileSync(pidFile, `${String(process.pid)}\n`);
    return { release: () => void lock.close() };
  } catch (cause) {
    throw new StartError(reasonOf(cause, dataDir, pidFile), { cause });
  }
};

const reasonOf = (cause: unknown, dataDir: string, pidFile: string): string => {
  const isBusy = cause instanceof BetterSqlite3.SqliteError && cause.code.startsWith('SQLITE_BUSY');
  const detail = cause instanceof Error ? cause.message : String(cause);
  return isBusy
    ? `The data folder ${dataDir} is in use by process ${readPid(pidFile)}. Stop that process, or choose another folder with DATA_DIR or --data-dir.`
    : `The data folder ${dataDir} can't be used: ${detail}. Choose another one with DATA_DIR or --data-dir.`;
};

const readPid = (pidFile: string): string => {
  try {
    return readFileSync(pidFile, 'utf8').trim();
  } catch {
    return '(unknown)';
  }
};
