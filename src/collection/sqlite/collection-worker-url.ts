import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Finds the built entry of the thread: beside this file, or in `dist` when this file runs from the sources (as tests do). */
export const collectionWorkerUrl = (): URL => {
  const beside = new URL('./collection.worker.js', import.meta.url);
  return existsSync(fileURLToPath(beside))
    ? beside
    : new URL('../../../dist/collection/sqlite/collection.worker.js', import.meta.url);
};
